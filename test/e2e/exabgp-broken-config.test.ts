// Does ExaBGP live on with a process whose configuration is broken, and is mending it enough?
import assert from 'node:assert/strict'
import { builtCommand } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { commandLine } from './kit/process-tree.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const vip = '192.0.2.1/32'
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }

e2e('a broken file is reported with its places by a process that stays and announces nothing; mending it is enough', async (run) => {
  const site = await Site.start(run, { config: () => 'services:\n  web:\n    vpis: [192.0.2.1/32]\n    checks: [{backend: http_back}]\n' })
  await site.waitForLog(/config\.yaml:3:5: services\.web\.vpis: .*Did you mean "vips"/)
  await site.waitForLog(/nothing is withdrawn: correct \S*config\.yaml, it is read again every second$/)
  const pid = site.helperPid()

  site.configure('services:\n  web:\n    vips: [192.0.2.1/33]\n    checks: [{backend: http_back}]\n')
  await site.waitForLog(/config\.yaml:3:12: services\.web\.vips/)
  assert.deepEqual(site.exabgp.commands(), [])

  site.configure(config(site, services))
  await site.peer().waitForRoute(vip)
  assert.equal(site.helperPid(), pid)
  assert.ok(pid)
})

e2e(
  'broken flags are reported by a process that stays and announces nothing, until ExaBGP is restarted with a mended command',
  async (run) => {
    let flags = ['--vipp', vip, '--rise', 'often']
    const site = await Site.start(run, { services, command: ({ configPath }) => [...builtCommand(configPath), ...flags] })
    await site.waitForLog(/--vipp: .*Did you mean "--vip"/)
    await site.waitForLog(/--rise: .*often/)
    await site.waitForLog(/nothing is withdrawn: correct the command in the configuration of ExaBGP and restart ExaBGP$/)
    const pid = site.helperPid()
    assert.ok(pid)
    assert.deepEqual(site.exabgp.commands(), [])

    await site.exabgp.kill()
    await until('our process to leave with ExaBGP', () => commandLine(pid).length === 0)
    flags = []
    site.exabgp.configure(site.exabgpConfig())
    await site.exabgp.start()
    await site.peer().waitForRoute(vip)
    assert.equal(site.log().filter(({ message }) => message.startsWith('--rise: ')).length, 1)
  },
)
