// Does a router hear the right thing, and no more, when HAProxy is reloaded, stopped, killed, frozen or started?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { onEachHaproxy } from './kit/each-haproxy.ts'
import { enoughPolls } from './kit/polls.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'
import { told, toldAnew } from './kit/told.ts'
import { until } from './kit/wait.ts'

const vip = '9.9.9.9/32'
const checks = [{ backend: 'http_back' }, { frontend: 'http_front' }]
const services = { web: { vips: [vip], checks } }
const defaults = { interval: '200ms', 'fast-interval': '50ms' }

e2e('reloads of a healthy HAProxy change nothing on the wire', async (run) => {
  const site = await Site.start(run, { webs: ['web1', 'web2'], services, defaults })
  await site.peer().waitForRoute(vip)

  for (const reload of [1, 2, 3]) {
    await site.haproxy.reload()
    await until('our process to see the new worker', () => reloads(site).length === reload)
    await enoughPolls(site.haproxy)
  }

  assert.deepEqual(told(site.peer(), vip), ['65010'])
  assert.deepEqual(site.sent(), [`announce route ${vip} next-hop self`])
})

onEachHaproxy('a reload of the master that fails leaves the old worker, and the route, as they were', async (run, haproxyCommand) => {
  const site = await Site.start(run, { haproxyCommand, services: { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }, defaults })
  await site.peer().waitForRoute(vip)
  const old = await site.haproxy.workerPid()
  const failing = async (more: string): Promise<void> => {
    const from = site.haproxy.program.log.lines().length
    site.haproxy.configure(haproxyConfig(site, { more }))
    site.haproxy.program.signal('SIGUSR2')
    await site.haproxy.program.log.waitFor(/ALERT/, { from })
  }
  await failing('\nnonsense\n')
  await enoughPolls(site.haproxy)
  assert.equal(await site.haproxy.workerPid(), old)
  await site.web().stop()
  await site.peer().waitForNoRoute(vip)
  await site.web().start()
  await site.peer().waitForRoute(vip)

  // It asks the old worker to pause for two seconds; from 3.1 on it takes its socket away, too.
  await failing('\nlisten taken\n  bind 127.0.1.1:8080\n')
  await site.haproxy.program.log.waitFor(/Resumed frontend GLOBAL/)
  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw', '65010'])
  await site.haproxy.kill()
  await site.peer().waitForNoRoute(vip, { within: 8000 })
})

const reloads = (site: Site): string[] =>
  site.log().flatMap(({ message }) => (message.startsWith('HAProxy was reloaded or restarted: ') ? [message] : []))

/** HAProxy checks the first of two servers at once and the second 10 s later; until then that one reads UP. */
const slowly = { check: 'inter 20s downinter 100ms fall 2 rise 1' }
const webs = ['web1', 'web2']

e2e('dead servers that read UP before their first check are not announced when HAProxy starts', async (run) => {
  const site = await Site.prepare(run, { webs, haproxy: (it) => haproxyConfig(it, slowly), services, defaults })
  await site.peer().start()
  await Promise.all([site.haproxy.start(), site.exabgp.start()])
  await site.waitForLog(/^web: backend http_back is not certain yet, .*: 0 of 2 servers, 1 not verified yet \(web1 DOWN L4CON\)$/)
  assert.equal(await site.haproxy.status('http_back', 'BACKEND'), 'UP')

  await site.haproxy.waitForStatus('http_back', 'web2', 'DOWN')
  await site.waitForLog(/^web: down, not announcing its VIPs: backend http_back: 0 of 2 servers, 0%/)
  assert.deepEqual([told(site.peer(), vip), site.sent()], [[], []])

  await site.web('web2').start()
  await site.peer().waitForRoute(vip)
  assert.deepEqual(told(site.peer(), vip), ['65010'])
})

e2e('a reload after all servers died holds the route until HAProxy has checked them all, then withdraws it once', async (run) => {
  const site = await Site.start(run, { webs, haproxy: (it) => haproxyConfig(it, slowly), services, defaults })
  await site.peer().waitForRoute(vip)

  await Promise.all(site.webs.map((web) => web.stop()))
  await site.haproxy.reload()
  await site.waitForLog(/^web: backend http_back is not certain yet, so its last result still counts: 0 of 2 servers, 1 not verified yet/)
  await enoughPolls(site.haproxy)
  assert.deepEqual([await site.haproxy.status('http_back', 'BACKEND'), told(site.peer(), vip)], ['UP', ['65010']])

  await site.haproxy.waitForStatus('http_back', 'web2', 'DOWN')
  await site.peer().waitForNoRoute(vip)
  await enoughPolls(site.haproxy)
  assert.deepEqual(told(site.peer(), vip), ['65010', 'withdraw'])
  await site.waitForLog(
    /^web: down, withdrawing its VIPs: backend http_back: 0 of 2 servers, 0% \(web1 DOWN L4CON, web2 DOWN L4CON\); frontend http_front: OPEN$/,
  )
})

e2e('a HAProxy that is stopped, softly stopped or killed loses the route, and gets it back once it runs again', async (run) => {
  const site = await Site.start(run, { services, defaults })
  const endings = [() => site.haproxy.stop(), () => site.haproxy.program.signal('SIGUSR1'), () => site.haproxy.kill()]
  await site.peer().waitForRoute(vip)

  for (const end of endings) {
    await end()
    await site.peer().waitForNoRoute(vip, { within: 8000 })
    await site.haproxy.program.ended()
    await site.haproxy.start()
    await site.peer().waitForRoute(vip)
  }

  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', ...endings.flatMap(() => ['withdraw', '65010'])])
  const why = /^web: down, withdrawing its VIPs: .*HAProxy is not running: (connection refused|no such socket) on \S+$/
  assert.equal(withdrawals(site).filter((message) => why.test(message)).length, endings.length)
})

const held = '\nlisten held\n  mode tcp\n  bind 127.0.0.1:81\n  timeout client 30s\n  timeout server 30s\n  server web1 127.0.1.1:8080\n'

e2e('a HAProxy that only finishes its last connections has lost the route already', async (run) => {
  const site = await Site.start(run, { haproxy: (it) => haproxyConfig(it, { more: held }), services, defaults })
  await site.peer().waitForRoute(vip)
  const client = site.node.program('client', ['bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/81; read <&3'])
  client.start()
  await until('HAProxy to have a connection', async () => /^held,FRONTEND,,,1,/m.test(await site.haproxy.command('show stat held 1 -1')))

  site.haproxy.program.signal('SIGUSR1')
  await site.peer().waitForNoRoute(vip, { within: 8000 })
  assert.ok(site.haproxy.program.running && client.running)
  assert.deepEqual(told(site.peer(), vip), ['65010', 'withdraw'])
})

const graceful = (seconds: number) => ({ more: `\nglobal\n  grace ${seconds}s\n` })

onEachHaproxy('one that serves on for a while before it stops loses the route meanwhile', async (run, haproxyCommand) => {
  const site = await Site.start(run, { haproxyCommand, haproxy: (it) => haproxyConfig(it, graceful(20)), services, defaults })
  await site.peer().waitForRoute(vip)
  site.haproxy.program.signal('SIGUSR1')
  await site.peer().waitForNoRoute(vip, { within: 10_000 })
  assert.match(await site.haproxy.command('show info'), /^Stopping: 1$/m)
  assert.match(withdrawals(site).join(), /: HAProxy is stopping and no other process takes over/)
})

onEachHaproxy('reloads in which the old process serves on beside the new one change nothing on the wire', async (run, haproxyCommand) => {
  const site = await Site.start(run, { haproxyCommand, haproxy: (it) => haproxyConfig(it, graceful(3)), services, defaults })
  await site.peer().waitForRoute(vip)
  for (const reload of [1, 2]) {
    const old = await site.haproxy.workerPid()
    await site.haproxy.reload()
    await until('our process to see the new worker', () => reloads(site).length >= reload)
    // Its process may take longer to end than it serves.
    await site.haproxy.program.log.waitFor(new RegExp(`\\(${old}\\) : Proxy http_back stopped`), { within: 15_000 })
  }
  await enoughPolls(site.haproxy)
  assert.deepEqual(told(site.peer(), vip), ['65010'])
})

const withdrawals = (site: Site): string[] =>
  site.log().flatMap(({ level, message }) => (level === 'warn' && message.includes('withdrawing') ? [message] : []))

e2e('a HAProxy that freezes keeps its route for a while and loses it after that; thawed in time, nothing happens', async (run) => {
  const site = await Site.start(run, { services, defaults: { ...defaults, timeout: '200ms', stale: '4s' } })
  await site.peer().waitForRoute(vip)

  site.haproxy.freeze()
  await site.waitForLog(/ is unknown, so its last result still counts: HAProxy does not answer on \S+: no answer within 200ms$/)
  site.haproxy.thaw()
  await enoughPolls(site.haproxy)
  assert.deepEqual(told(site.peer(), vip), ['65010'])

  const frozenAt = Date.now()
  site.haproxy.freeze()
  await site.peer().waitForNoRoute(vip, { within: 20_000 })
  const withdrawnAfter = (site.peer().history().at(-1)?.at ?? 0) - frozenAt
  assert.ok(withdrawnAfter > 3700 && withdrawnAfter < 15_000, `withdrawn after ${withdrawnAfter} ms`)
  assert.match(
    withdrawals(site).join(),
    /: HAProxy does not answer on \S+: (no answer within 200ms|it accepts no more connections), for more than 4 s/,
  )
  site.haproxy.thaw()
  await site.peer().waitForRoute(vip)
  assert.deepEqual(told(site.peer(), vip), ['65010', 'withdraw', '65010'])
})

e2e('a frontend that is disabled, or allowed no connection, loses the route, and an enabled one has it', async (run) => {
  const site = await Site.start(run, { services, defaults })
  await site.peer().waitForRoute(vip)
  await site.haproxy.command('disable frontend http_front')
  await site.peer().waitForNoRoute(vip)
  await site.haproxy.command('enable frontend http_front')
  await site.peer().waitForRoute(vip)
  await site.haproxy.command('set maxconn frontend http_front 0')
  await site.peer().waitForNoRoute(vip)

  assert.deepEqual(told(site.peer(), vip), ['65010', 'withdraw', '65010', 'withdraw'])
  assert.deepEqual(
    withdrawals(site),
    ['PAUSED', 'MAXCONN 0'].map(
      (word) => `web: down, withdrawing its VIPs: backend http_back: 1 of 1 servers, 100%; frontend http_front: ${word}`,
    ),
  )
})
