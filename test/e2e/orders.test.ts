// Does an operator who tells the running process what to do see it done at the router, also across a crash?
import assert from 'node:assert/strict'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'
import { until } from './kit/wait.ts'

const vip = '9.9.9.9/32'
const defaults = { interval: '200ms', 'fast-interval': '50ms', rise: 2, fall: 2 }
const drain = { for: '3s', prepend: 4, community: ['graceful-shutdown'] }
const checks = [{ backend: 'http_back' }]

/** What the command prints, and its exit status. */
const order = async (
  site: Site,
  ...given: readonly (string | Readonly<Record<string, string>>)[]
): Promise<{ readonly status: number; readonly text: string }> => {
  const words = given.filter((one) => typeof one === 'string')
  const more = Object.assign({}, ...given.filter((one) => typeof one === 'object'))
  const env = { ...more, RUNTIME_DIRECTORY: dirname(site.configPath), SUDO_USER: 'alice', PATH: process.env.PATH ?? '' }
  const { exitCode = -1, all = '' } = await execa(process.execPath, [builtProgram, ...words], {
    env,
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
  })
  return { status: exitCode, text: all }
}

const socketIsThere = (site: Site): Promise<unknown> =>
  until('the control socket', () => readdirSync(join(dirname(site.configPath), 'exabgp-haproxy')).some((name) => name.endsWith('.sock')))

const crash = async (site: Site): Promise<void> => {
  const pid = site.helperPid()
  process.kill(pid ?? Number.NaN, 'SIGKILL')
  await until('the next process', () => site.helperPid() !== undefined && site.helperPid() !== pid)
}

const startWith = async (run: Parameters<typeof Site.start>[0], own: object): Promise<Site> => {
  const site = await Site.start(run, { config: (it) => config(it, { web: { vips: [vip], checks, ...own } }, defaults) })
  await site.peer().waitForRoute(vip)
  await socketIsThere(site)
  return site
}

e2e('an order to drain withdraws, outlives a crash without a moment of announcement, and is taken back', async (run) => {
  const site = await startWith(run, {})
  const given = await order(site, 'drain', 'web', '--reason', 'kernel update', '--wait', '5s')
  assert.equal(given.status, 0, given.text)
  assert.match(given.text, /^web: withdrawn\nwithdrawn after \d\.\d s: ExaBGP has acknowledged it$/)
  await site.peer().waitForNoRoute(vip)
  await site.waitForLog(/^order: drain web \(says alice: "kernel update"\)$/)

  const from = site.log().length
  await crash(site)
  await site.waitForLog(/web: maintenance, not announcing its VIPs: ordered to leave, says alice: "kernel update"/, { from })
  await socketIsThere(site)
  await until('an answer', async () => (await order(site, 'check-now', '--all')).status === 0)
  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw'])

  const again = await order(site, 'drain', 'web', '--reason', 'still', '--expire', '1h')
  assert.match(again.text, /^web: replaces the order of alice, "kernel update", without an end\nweb: withdrawn$/)

  assert.match((await order(site, 'resume', 'web')).text, /^web: resumed/)
  await site.peer().waitForRoute(vip)
  assert.match((await order(site, 'resume', 'web')).text, /^web: nothing was ordered, so nothing is taken back; it is announced$/)
  assert.equal(site.sent().filter((line) => line.startsWith('announce')).length, 2)
})

e2e('a drain shows its attributes for its own time, which runs on across a crash', async (run) => {
  const site = await startWith(run, { drain })
  await order(site, 'drain', 'web', '--for', '2s')
  await site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 5)
  await crash(site)
  await site.peer().waitForNoRoute(vip)
  const [, drained, withdrawn] = site.peer().history(vip).slice(-3)
  assert.equal(withdrawn?.kind, 'withdraw')
  const stretch = (withdrawn.at - (drained?.at ?? Number.NaN)) / 1000
  assert.ok(stretch > 1 && stretch < 10, `withdrawn after ${stretch} s`)
})

e2e('resume says that the maintenance file is there, and expiry brings the service back', async (run) => {
  const file = join(run.folder, 'maintenance')
  const site = await startWith(run, { 'maintenance-file': file })
  await order(site, 'drain', '--all')
  await site.peer().waitForNoRoute(vip)
  writeFileSync(file, '')
  await site.waitForLog(/maintenance file is there/)
  const held = await order(site, 'resume', 'web')
  assert.equal(held.status, 1)
  assert.equal(held.text, `web: withdrawn; the file ${file} is there`)
  rmSync(file)
  await site.peer().waitForRoute(vip)

  await order(site, 'drain', 'web', '--expire', '2s')
  await site.peer().waitForNoRoute(vip)
  await site.peer().waitForRoute(vip)
  await site.waitForLog(/the order to drain web \(says alice\) is over after 2\.0 s: it has expired/)
})

e2e('with resume: manual a service that failed stays away, also for a successor, until it is ordered back', async (run) => {
  const site = await startWith(run, { resume: 'manual' })
  await site.web().stop()
  await site.peer().waitForNoRoute(vip)
  await site.waitForLog(/web: resume is manual/)
  await site.web().start()
  await until('HAProxy to see its server again', async () => (await site.haproxy.command('show stat http_back 4 -1')).includes(',UP,'))
  const from = site.log().length
  await crash(site)
  await site.waitForLog(/web: down, not announcing its VIPs: /, { from })
  await site.waitForLog(/web: backend http_back: 1 of 1 servers, 100%/, { from })
  await until('an answer', async () => (await order(site, 'check-now', 'web')).status === 0)
  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw'])
  await order(site, 'resume', 'web')
  await site.peer().waitForRoute(vip)
})

e2e('what is no order is refused and says why, and nothing follows from it', async (run) => {
  const site = await startWith(run, {})
  for (const [words, text] of [
    [['drain', 'wbe'], 'there is no service "wbe". Did you mean "web"?'],
    [['drain'], 'name a service, or say --all'],
    [['drain', 'web', '--all'], 'name services, or say --all, not both'],
    [['drain', 'web', '--for', 'ever'], '--for: Expected a duration such as 200ms, 1s or 5m, from 0s to 24h, got "ever"'],
    [['drain', 'web', '--until', 'tomorrow'], '--until: Expected idle, got "tomorrow"'],
    [['drain', 'web', '--expire', '2020-01-01T00:00Z'], '--expire: Expected a time to come, got "2020-01-01T00:00Z"'],
  ] as const) {
    const { status, text: said } = await order(site, ...words)
    assert.deepEqual([status, said], [2, text])
  }
  assert.deepEqual(site.sent(), ['announce route 9.9.9.9/32 next-hop self'])

  const other = await order(site, { INVOCATION_ID: 'another' }, 'drain', '--all', '--reason', 'stop')
  assert.deepEqual([other.status, other.text], [0, 'no process of this unit was found\nso there is nothing to withdraw'])
  assert.deepEqual(site.sent(), ['announce route 9.9.9.9/32 next-hop self'])

  await site.exabgp.stop()
  const nobody = await order(site, 'drain', '--all')
  assert.equal(nobody.status, 3, nobody.text)
  const stop = await order(site, 'drain', '--all', '--reason', 'stop', '--wait', '30s')
  assert.equal(stop.status, 0, stop.text)
  assert.match(stop.text, /so there is nothing to withdraw$/)
})
