// Does a lab that is watched say where, and is it seen there by whoever opens these addresses on this machine?
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { monitorPrograms } from '../lab/kit/monitor.ts'
import { e2e } from './kit/e2e.ts'
import { install, missingOf } from './kit/requirements.ts'
import { until } from './kit/wait.ts'

await install({ also: monitorPrograms })

const lab = join(import.meta.dirname, 'kit/programs/watched-lab.ts')

e2e(
  'with --watch a lab names the addresses of its Prometheus and of the page of each appliance, and stays until Ctrl-C',
  async () => {
    const child = execa(process.execPath, ['--import', 'tsx', lab, '--watch'], { reject: false })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk
    })
    const found = (what: RegExp): Promise<readonly string[]> =>
      until(String(what), () => what.exec(output), { within: 60_000, seen: () => output })
    try {
      const [, page = ''] = await found(/To watch it .*^ {2}the page of alone +(http:\/\/127\.0\.0\.1:\d+\/\?range=15m)$/ms)
      const [, prometheus = ''] = await found(/^ {2}what Prometheus scrapes +(http:\/\/127\.0\.0\.1:\d+)\/targets$/m)
      await found(/The lab keeps running\. .*^ {2}the page of alone /ms)
      await until('the page', async () => (await textOf(page)).includes('<h3 id="h-web">'))
      const down = encodeURIComponent('exabgp_haproxy_service_state{instance="alone",service="web",state="down"} == 1')
      await until('the service in Prometheus', async () =>
        (await textOf(`${prometheus}/api/v1/query?query=${down}`)).includes('"instance":"alone"'),
      )
      assert.match(await textOf(`${prometheus}/api/v1/rules`), /"ExabgpHaproxyServiceDown"/)
    } finally {
      child.kill('SIGINT')
    }
    assert.equal((await child).exitCode, 0)
    const [, folder = ''] = await found(/ (\/tmp\/rhi-\w+)\/\S+\.log$/m)
    assert.equal(existsSync(folder), false)
  },
  { lacking: missingOf(monitorPrograms), timeout: 150_000 },
)

const textOf = async (url: string): Promise<string> =>
  fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    async (answer) => (answer.ok ? answer.text() : ''),
    () => '',
  )
