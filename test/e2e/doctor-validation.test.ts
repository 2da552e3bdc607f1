// Does doctor hear from each ExaBGP whether it would start with a configuration, and is nothing started for it?
import assert from 'node:assert/strict'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { validationOf } from '../../lib/commands/doctor/validation.ts'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { defaultWithinMs } from './kit/wait.ts'

const confOf = (program: string, peerAs: string): string => `process rhi {
    run ${program};
    encoder text;
}
neighbor 192.0.2.4 {
    router-id 192.0.2.1;
    local-address 192.0.2.1;
    local-as 65010;
    ${peerAs} 65515;
    api {
        processes [ rhi ];
    }
}
`

for (const version of ['4.2.21', '4.2.25', '5.0'] as const) {
  const { options, lacking } = await exabgpVersion(version)
  e2e(
    `ExaBGP ${version} says what is wrong with its file and its environment, and starts nothing`,
    async ({ folder }) => {
      const [conf, program, started] = ['exabgp.conf', 'program', 'started'].map((name) => join(folder, name)) as [string, string, string]
      writeFileSync(program, `#!/bin/sh\ntouch ${started}\nexec sleep 60\n`)
      chmodSync(program, 0o755)
      const look = (peerAs: string, environment: Readonly<Record<string, string>> = {}) => {
        writeFileSync(conf, confOf(program, peerAs))
        const start = [options.python ?? '', '-m', 'exabgp', conf]
        const unit = { values: new Map(), environment: new Map(Object.entries(environment)), files: [], start, before: [] }
        return validationOf(conf, unit, defaultWithinMs)
      }
      // What would open a port, a file or a terminal is left to an ExaBGP that stays.
      const harmful = { exabgp_tcp_bind: '127.0.0.1', exabgp_tcp_port: '1', exabgp_log_destination: join(folder, 'log') }
      assert.equal(await look('peer-as', harmful), 'valid')
      const refused = await look('peer-az')
      assert.ok(typeof refused === 'object' && refused.lines.includes('invalid keyword "peer-az"'), JSON.stringify(refused))
      assert.ok(typeof (await look('peer-as', { exabgp_api_encoder: 'yaml' })) === 'object')
      assert.deepEqual([started, join(folder, 'log')].map(existsSync), [false, false])
    },
    { lacking },
  )
}
