// On which machine does doctor look, what is changed there, and what does one type?
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { gatherers } from '../../lib/commands/doctor/gather.ts'
import type { Ask, Finding } from '../../lib/doctor/check.ts'
import { checks } from '../../lib/doctor/table.ts'
import { temporaryFolder } from '../folder.ts'

/** A machine that is set up well. */
export type World = {
  readonly folder: string
  readonly conf: string
  readonly yaml: string
  readonly env: string
  readonly ask: Ask
  readonly look: (id: string) => Promise<readonly Finding[]>
}

/** An address of this machine. */
export const own =
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1'

const confOf = (folder: string): string => `process rhi {
    run ${folder}/exabgp-haproxy --config ${folder}/web.yaml;
    encoder text;
}
neighbor 127.0.0.1 {
    router-id 127.0.0.1;
    local-address 127.0.0.1;
    local-as 65010;
    peer-as 65515;
    hold-time 30;
    family {
        ipv4 unicast;
    }
    api {
        processes [ rhi ];
        neighbor-changes;
    }
}
`

/** Our configuration. */
export const yaml = `bgp:
  local-as: 65010
  permit: ["0.0.0.0/0 ge 32"]
services:
  web:
    vips: [${own}/32]
    checks: [{command: "true"}]
`

const env = `[exabgp.api]
ack = true
respawn = true
terminate = false

[exabgp.daemon]
drop = true
pid = ''
user = 'nobody'

[exabgp.debug]
selfcheck = false

[exabgp.log]
destination = 'stdout'
enable = true
all = false

[exabgp.pdb]
enable = false

[exabgp.reactor]
speed = 1.0

[exabgp.tcp]
bind = ''
delay = 0
once = false
`

export const world = (): World => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'exabgp-haproxy.d'))
  const [conf, file, settings] = [join(folder, 'exabgp.conf'), join(folder, 'web.yaml'), join(folder, 'exabgp.env')]
  writeFileSync(join(folder, 'exabgp-haproxy'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(conf, confOf(folder))
  writeFileSync(file, yaml)
  writeFileSync(settings, env)
  execFileSync('mkfifo', [join(folder, 'exabgp.in'), join(folder, 'exabgp.out')])
  const place = { conf, pipes: folder, start: { file: undefined, flags: {}, problems: [] } }
  const ask: Ask = (name) => gatherers[name](ask, place)
  const look = async (id: string) => (await checks.find((check) => check.id === id)?.judge(ask)) ?? []
  return { folder, conf, yaml: file, env: settings, ask, look }
}

/** Fails where the file has nothing of the kind. */
export const rewrite = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8')
  assert.ok(text.includes(from), `${path} has no ${from}`)
  writeFileSync(path, text.replace(from, to))
}

/** The line for the first mistake that this check finds; gives it. */
export const typed = async ({ look }: World, id: string): Promise<string> => {
  const [found] = await look(id)
  const mend = found?.mend ?? 'false'
  const { status, stderr } = spawnSync('sh', ['-c', mend], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 })
  assert.equal(status, 0, `${mend}: ${stderr}`)
  return mend
}
