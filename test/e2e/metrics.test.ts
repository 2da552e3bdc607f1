// Does Prometheus take what the built program tells beside real HAProxy and ExaBGP, and do its own tools take our rules?
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { install, missingOf } from './kit/requirements.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const programs = [
  { program: 'promtool', debianPackage: 'prometheus' },
  { program: 'amtool', debianPackage: 'prometheus-alertmanager' },
  { program: 'curl', debianPackage: 'curl' },
]
await install({ also: programs })

const vip = '9.9.9.9/32'
const contrib = join(import.meta.dirname, '../../contrib/prometheus')

const promtool = (words: readonly string[], input = '') => execa('promtool', words, { input, cwd: contrib, all: true, reject: false })

e2e(
  'a scrape is clean by promtool, alone and merged, and has what the site does',
  async (run) => {
    const own = { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }
    const site = await Site.start(run, {
      config: (it) => config(it, own, { interval: '200ms', 'fast-interval': '50ms', rise: 2, fall: 2 }),
    })
    await site.peer().waitForRoute(vip)
    const folder = join(dirname(site.configPath), 'exabgp-haproxy')
    const name = await until('the control socket', () => readdirSync(folder).find((one) => one.endsWith('.sock')))
    const scrape = async (): Promise<string | undefined> => {
      const curl = ['--silent', '--include', '--unix-socket', join(folder, name), 'http://localhost/v1/metrics']
      const { stdout } = await execa('curl', curl, { reject: false })
      return /exabgp_haproxy_vip_announced\{service="web",vip="9\.9\.9\.9\/32"\} 1/.test(stdout) ? stdout : undefined
    }
    const [head = '', text = ''] = (await until('ExaBGP to have acknowledged it', scrape)).split(/\r?\n\r?\n(.*)/s)
    assert.match(head, /^content-type: text\/plain; version=0\.0\.4; charset=utf-8\r?$/im)
    assert.match(text, /exabgp_haproxy_build_info\{version="[^"]+",node="[^"]+",exabgp="[^"]+",haproxy="[^"]+",dialect="[^"]+"\} 1/)
    const env = { RUNTIME_DIRECTORY: dirname(site.configPath), PATH: process.env.PATH ?? '' }
    const merged = await execa(process.execPath, [builtProgram, 'metrics'], { env, extendEnv: false, stdin: 'ignore' })
    assert.match(merged.stdout, /exabgp_haproxy_service_state\{process="[^"]+",service="web",state="announced"\} 1/)
    for (const one of [text, merged.stdout]) {
      const checked = await promtool(['check', 'metrics'], `${one}\n`)
      assert.deepEqual([checked.exitCode, checked.all], [0, ''])
    }
  },
  { lacking: missingOf(programs) },
)

e2e(
  'promtool takes the rules, every case of their tests holds, and amtool takes the example for Alertmanager',
  async () => {
    const checked = await promtool(['check', 'rules', 'exabgp-haproxy.rules.yml'])
    assert.equal(checked.exitCode, 0, checked.all)
    const tested = await promtool(['test', 'rules', 'exabgp-haproxy.test.yml'])
    assert.equal(tested.exitCode, 0, tested.all)
    const routed = await execa('amtool', ['check-config', 'alertmanager.yml'], { cwd: contrib, all: true, reject: false })
    assert.equal(routed.exitCode, 0, routed.all)
  },
  { lacking: missingOf(programs), timeout: 300_000 },
)
