// Do HAProxy's own events reach the router, without waiting for the next look at HAProxy?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { haproxyVersion } from './kit/haproxy-versions.ts'
import { enoughPolls, noPolls } from './kit/polls.ts'
import type { Run } from './kit/run.ts'
import { Site } from './kit/site.ts'
import { config, haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'
import { until } from './kit/wait.ts'

const vip = '9.9.9.9/32'
const services = { web: { vips: [vip], checks: [{ backend: 'http_back' }] } }

/** So long nothing would be seen without events. */
const interval = '20s'

const ring = '\nring health\n  format timed\n  maxlen 1024\n  size 65536\n'

/** `level`: of the socket that our process is given. */
const withRing = (site: Site, { level = 'admin' } = {}): string =>
  haproxyConfig(site)
    .replace('level admin', `level admin\n  stats socket ${ours(site)} mode 660 level ${level}`)
    .replace('\nbackend http_back', '\nbackend http_back\n  log ring@health local0 notice')
    .replace('\ndefaults', `${ring}\ndefaults`)

const ours = ({ haproxy }: Site): string => `${haproxy.socket}.ours`

const start = (run: Run, options: Parameters<typeof withRing>[1] = {}, more: Parameters<typeof Site.start>[1] = {}): Promise<Site> =>
  Site.start(run, {
    haproxy: (site) => withRing(site, options),
    config: (site) => ({
      ...config(site, services),
      haproxy: { stats: ours(site), events: 'health' },
      defaults: { interval, 'fast-interval': '100ms', rise: 2 },
    }),
    ...more,
  })

const aboutEvents = (site: Site): string[] =>
  site.log().flatMap(({ message }) => (/^(no|following the) events/.test(message) ? [message] : []))

for (const { name, command, lacking } of [await haproxyVersion('2.6'), await haproxyVersion('3.0'), await haproxyVersion('3.2')]) {
  e2e(
    `a server's end and its return reach the router at once from HAProxy ${name}, before a reload and after it`,
    async (run) => {
      const site = await start(run, {}, { haproxyCommand: command })
      await site.waitForLog(/^following the events of HAProxy, process \d+$/)
      await site.peer().waitForRoute(vip)
      await comeAndGo(site)

      const old = await site.haproxy.workerPid()
      await site.haproxy.reload()
      await until('the old worker to be gone', () => !isAlive(old))
      await comeAndGo(site)

      assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw', '65010', 'withdraw', '65010'])
      assert.equal(aboutEvents(site).length, 1)
    },
    { lacking },
  )
}

// Our process looks for itself only once in a while when this begins.
const comeAndGo = async (site: Site): Promise<void> => {
  await noPolls(site.haproxy)
  const ordered = Date.now()
  await site.haproxy.command('set server http_back/web1 state maint')
  await site.peer().waitForNoRoute(vip)
  const tookMs = (site.peer().history().at(-1)?.at ?? 0) - ordered
  assert.ok(tookMs < 10_000, `${tookMs} ms`)
  await noPolls(site.haproxy)
  await site.haproxy.command('set server http_back/web1 state ready')
  await site.peer().waitForRoute(vip)
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

e2e('a ring that is missing is said once, HAProxy is asked more often instead, and a reload with the ring mends it', async (run) => {
  const withoutRing = (site: Site): string => withRing(site).replace(ring, '').replace('  log ring@health local0 notice\n', '')
  const site = await start(run, {}, { haproxy: withoutRing })
  await site.waitForLog(/^no events from HAProxy, .*: it has no ring health; add to haproxy.cfg: a section "ring health" /)
  await site.peer().waitForRoute(vip)
  await enoughPolls(site.haproxy)
  await site.web().stop()
  await site.peer().waitForNoRoute(vip)

  site.haproxy.configure(withRing(site))
  await site.haproxy.reload()
  await site.waitForLog(/^following the events of HAProxy/)
  await noPolls(site.haproxy)
  await site.web().start()
  await site.peer().waitForRoute(vip)
  assert.equal(aboutEvents(site).length, 2)
})

e2e('a socket of level user does not permit to follow, which is said once with what would help', async (run) => {
  const site = await start(run, { level: 'user' })
  const { level } = await site.waitForLog(
    /: its socket does not permit "show events"; add to haproxy.cfg: "stats socket … level operator"$/,
  )
  await site.peer().waitForRoute(vip)
  await enoughPolls(site.haproxy)
  assert.deepEqual([level, aboutEvents(site).length], ['warn', 1])
})

e2e('a HAProxy that is killed is noticed at once, and followed again once it is back', async (run) => {
  const site = await start(run)
  await site.peer().waitForRoute(vip)
  await noPolls(site.haproxy)

  const killed = Date.now()
  await site.haproxy.kill()
  await site.peer().waitForNoRoute(vip)
  const tookMs = (site.peer().history().at(-1)?.at ?? 0) - killed
  assert.ok(tookMs < 10_000, `${tookMs} ms`)
  await site.waitForLog(/^no events from HAProxy, asking it every fast-interval instead: (connection refused|no such socket) on /)
  await site.haproxy.start()
  await site.peer().waitForRoute(vip)
  await until('the events to reach us again', () => aboutEvents(site).length === 3)
  await comeAndGo(site)
})
