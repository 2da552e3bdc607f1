// Does the process take HAProxy's statistics from wherever they come, and hold what it announced when they cannot be trusted?
import assert from 'node:assert/strict'
import { chmodSync, cpSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { builtCommand, builtProgram } from './kit/built-program.ts'
import { e2e } from './kit/e2e.ts'
import type { Run } from './kit/run.ts'
import { Site, type SiteOptions } from './kit/site.ts'
import { config, haproxyConfig } from './kit/site-configurations.ts'
import { SpoiledStatistics, type Spoiling } from './kit/spoiled-statistics.ts'
import { toldAnew } from './kit/told.ts'

const checks = [{ backend: 'http_back' }]
const defaults = { interval: '200ms', 'fast-interval': '50ms' }

/** Two services that differ in what they make of the unknown; that the second one moves shows when the first one could have. */
const [held, lowered] = ['9.9.9.9/32', '9.9.9.10/32']
const services = { hold: { vips: [held], checks }, lower: { vips: [lowered], checks, unknown: 'down' } }

const bothRoutes = async (site: Site): Promise<void> => {
  await Promise.all([held, lowered].map((vip) => site.peer().waitForRoute(vip)))
}

const noRoutes = async (site: Site): Promise<void> => {
  await Promise.all([held, lowered].map((vip) => site.peer().waitForNoRoute(vip)))
}

/** What the first service was warned of, once each time that it began. */
const alarms = (site: Site): string[] =>
  site
    .log()
    .flatMap(
      ({ level, message }) =>
        /^hold: backend http_back is unknown, so its last result still counts: (.*)$/.exec(level === 'warn' ? message : '')?.[1] ?? [],
    )

/** The unprivileged user of Debian's unit runs ExaBGP, and with it our process, from where that user can read it. */
const asExabgp = (run: Run): SiteOptions => {
  const copy = join(run.folder, 'dist')
  cpSync(dirname(builtProgram), copy, { recursive: true })
  return {
    exabgp: { environment: { 'exabgp.daemon.user': 'exabgp' } },
    command: ({ configPath }) => builtCommand(configPath).map((word) => (word === builtProgram ? join(copy, 'exabgp-haproxy.js') : word)),
  }
}

e2e('a socket that the user of ExaBGP may not open is an alarm; the route stays as it is until it can be opened', async (run) => {
  const site = await Site.start(run, { ...asExabgp(run), services, defaults })
  const socketMode = (mode: number): void => chmodSync(site.haproxy.socket, mode)
  await site.waitForLog(/^lower: down, not announcing its VIPs: .*: permission denied on /)
  // That user can write no state file here, so that a dead service may be announced from an earlier run.
  assert.deepEqual(
    site.sent().filter((line) => line !== `withdraw route ${lowered}`),
    [],
  )

  socketMode(0o666)
  await bothRoutes(site)
  socketMode(0o660)
  await site.peer().waitForNoRoute(lowered)
  assert.deepEqual(toldAnew(site.peer(), held), ['65010'])
  socketMode(0o666)
  await bothRoutes(site)
  await site.web().stop()
  await noRoutes(site)

  assert.deepEqual(toldAnew(site.peer(), held), ['65010', 'withdraw'])
  assert.deepEqual(toldAnew(site.peer(), lowered), ['65010', 'withdraw', '65010', 'withdraw'])
  const alarm = `permission denied on ${site.haproxy.socket}: let the group of its "stats socket" line be one that the user of this process is in`
  assert.deepEqual(alarms(site), [alarm, alarm])
})

e2e('a backend that a reload renames away is an alarm and no failure, until it is back', async (run) => {
  const site = await Site.start(run, { services, defaults })
  const rename = async (name: string): Promise<void> => {
    site.haproxy.configure(haproxyConfig(site).replaceAll('http_back', name))
    await site.haproxy.reload()
  }
  await bothRoutes(site)
  await rename('another_back')
  await site.peer().waitForNoRoute(lowered)
  await rename('http_back')
  await bothRoutes(site)
  await site.web().stop()
  await noRoutes(site)

  assert.deepEqual(toldAnew(site.peer(), held), ['65010', 'withdraw'])
  assert.deepEqual(toldAnew(site.peer(), lowered), ['65010', 'withdraw', '65010', 'withdraw'])
  assert.deepEqual(alarms(site), ['HAProxy has no backend http_back'])
})

const untrusted: readonly [Spoiling, RegExp][] = [
  ['cut short', /^HAProxy on \S+ sent a table that is cut short$/],
  ['garbage', /^HAProxy on \S+ sent "HTTP\/1.0 400 Bad request"$/],
  ['endless', /^no statistics from \S+: more than 16 MB$/],
  ['silence', /^HAProxy does not answer on \S+: no answer within 1s$/],
]

e2e(
  'statistics that are cut short, garbage or endless are an alarm, however long; silence is one until it has lasted too long',
  async (run) => {
    const site = await Site.prepare(run, {
      config: (it) => ({
        ...config(
          it,
          { ...services, vouched: { vips: ['9.9.9.11/32'], checks: [...checks, { http: 'http://127.0.0.1/' }] } },
          { ...defaults, timeout: '1s', stale: '6s' },
        ),
        haproxy: { stats: it.node.path('spoiled.sock') },
      }),
    })
    const statistics = new SpoiledStatistics(site.node.path('spoiled.sock'), site.haproxy.socket)
    await Promise.all([site.peer().start(), site.web().start(), site.haproxy.start(), statistics.start()])
    await site.exabgp.start()
    await bothRoutes(site)
    await site.peer().waitForRoute('9.9.9.11/32')

    for (const [spoiling, reason] of untrusted) {
      statistics.spoiling = spoiling
      await site.peer().waitForNoRoute(lowered)
      assert.equal(alarms(site).filter((alarm) => reason.test(alarm)).length, 1, spoiling)
      assert.deepEqual(toldAnew(site.peer(), held), ['65010'], spoiling)
      if (spoiling === 'silence') await site.peer().waitForNoRoute(held)
      statistics.spoiling = 'nothing'
      await bothRoutes(site)
    }

    assert.deepEqual(toldAnew(site.peer(), held), ['65010', 'withdraw', '65010'])
    assert.deepEqual(toldAnew(site.peer(), lowered), ['65010', ...untrusted.flatMap(() => ['withdraw', '65010'])])
    assert.deepEqual(toldAnew(site.peer(), '9.9.9.11/32'), ['65010'])
    await site.waitForLog(/^hold: down, withdrawing its VIPs: .*: no answer within 1s, for more than 6 s$/)
  },
)

const password = 'correct-horse'

const overHttp = `
listen statistics
  bind 127.0.0.1:8404
  stats enable
  stats uri /haproxy?stats
  stats auth watcher:${password}
`

e2e('statistics over HTTP decide as those of the socket do; credentials that are refused are an alarm and never logged', async (run) => {
  const passwordFile = join(run.folder, 'password')
  writeFileSync(passwordFile, `watcher:${password}\n`)
  const site = await Site.start(run, {
    haproxy: (it) => haproxyConfig(it, { more: overHttp }),
    config: (it) => ({
      ...config(it, services, defaults),
      haproxy: { stats: 'http://127.0.0.1:8404/haproxy?stats', credentials: { file: passwordFile } },
    }),
  })
  await bothRoutes(site)
  site.web().fallIll()
  await noRoutes(site)
  site.web().recover()
  await bothRoutes(site)
  writeFileSync(passwordFile, `watcher:not-${password}\n`)
  await site.peer().waitForNoRoute(lowered)
  await site.haproxy.stop()
  await site.peer().waitForNoRoute(held)

  assert.deepEqual(toldAnew(site.peer(), held), ['65010', 'withdraw', '65010', 'withdraw'])
  assert.deepEqual(toldAnew(site.peer(), lowered), ['65010', 'withdraw', '65010', 'withdraw'])
  assert.match(
    alarms(site).join(),
    /^no statistics from http:\/\/127.0.0.1:8404\/haproxy\?stats;csv: status 401, it refuses the credentials$/,
  )
  assert.equal(site.exabgp.program.log.texts().filter((line) => line.includes(password)).length, 0)
})

e2e('statistics over TCP decide as those of the socket do', async (run) => {
  const site = await Site.start(run, {
    haproxy: (it) => haproxyConfig(it, { more: '\nglobal\n  stats socket ipv4@127.0.0.1:9999 level user\n' }),
    config: (it) => ({ ...config(it, services, defaults), haproxy: { stats: '127.0.0.1:9999' } }),
  })
  await bothRoutes(site)
  site.web().fallIll()
  await noRoutes(site)
  site.web().recover()
  await bothRoutes(site)
  await site.haproxy.kill()
  await noRoutes(site)

  for (const vip of [held, lowered]) assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw', '65010', 'withdraw'])
  await site.waitForLog(
    /^hold: down, withdrawing its VIPs: backend http_back: HAProxy is not running: connection refused on 127.0.0.1:9999$/,
  )
})
