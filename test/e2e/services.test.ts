// Do checks of every kind, and what a service makes of them, reach the router as configured?
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { e2e } from './kit/e2e.ts'
import { enoughPolls } from './kit/polls.ts'
import { Site } from './kit/site.ts'
import { config, haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'

const vip = '9.9.9.9/32'
const defaults = { interval: '200ms', 'fast-interval': '50ms' }

e2e('an http check through the frontend sees what HAProxy does not check', async (run) => {
  const http = { http: 'http://127.0.0.1/', expect: { status: 200, body: '/^web1$/m' } }
  const site = await Site.start(run, {
    haproxy: (it) => haproxyConfig(it).replace(/ check inter .*/, ''),
    services: { web: { vips: [vip], checks: [http, { backend: 'http_back' }] } },
    defaults,
  })
  await site.peer().waitForRoute(vip)
  site.web().fallIll()
  await site.peer().waitForNoRoute(vip)
  assert.equal(await site.haproxy.status('http_back', 'BACKEND'), 'UP')
  site.web().recover()
  await site.peer().waitForRoute(vip)
  await site.haproxy.command('disable frontend http_front')
  await site.peer().waitForNoRoute(vip)

  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw', '65010', 'withdraw'])
  await site.waitForLog(
    /^web: down, withdrawing its VIPs: http http:\/\/127.0.0.1\/: 503, expected 200; backend http_back: 1 of 1 servers, 100%$/,
  )
  await site.waitForLog(
    /^web: down, withdrawing its VIPs: http http:\/\/127.0.0.1\/: connection refused; backend http_back: 1 of 1 servers, 100%$/,
  )
})

e2e('a tcp check hears what a server that HAProxy does not know answers', async (run) => {
  const asked = { send: String.raw`GET / HTTP/1.0\r\n\r\n`, expect: '/^HTTP.1.[01] 200/' }
  const site = await Site.start(run, {
    haproxy: (it) => haproxyConfig(it).replace(/ check inter .*/, ''),
    services: {
      web: { vips: [vip], checks: [{ tcp: '127.0.1.1:8080', ...asked }, { tcp: '127.0.0.1:80' }] },
    },
    defaults,
  })
  await site.peer().waitForRoute(vip)
  site.web().fallIll()
  await site.peer().waitForNoRoute(vip)
  site.web().recover()
  await site.peer().waitForRoute(vip)
  await site.web().freeze()
  await site.peer().waitForNoRoute(vip)
  await site.web().stop()

  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw', '65010', 'withdraw'])
  await site.waitForLog(
    /^web: down, withdrawing its VIPs: tcp 127.0.1.1:8080: no answer that matches \/\^HTTP.1.\[01\] 200\/ before .*; tcp 127.0.0.1:80: connected$/,
  )
  await site.waitForLog(/^web: down, withdrawing its VIPs: tcp 127.0.1.1:8080: no answer within 1s; tcp 127.0.0.1:80: connected$/)
})

/** A check that passes while the file is there. */
const fileCheck = (path: string): { command: string[] } => ({ command: ['test', '-e', path] })

e2e('services of one process go their own ways: by all checks, by any, with a last resort, in maintenance', async (run) => {
  const [all, any, resort, resting] = ['9.9.9.1/32', '9.9.9.2/32', '9.9.9.3/32', '9.9.9.4/32'] as const
  const [one, other] = [`${run.folder}/one`, `${run.folder}/other`] as const
  const checks = [fileCheck(one), fileCheck(other)]
  const appear = (path: string): void => writeFileSync(path, '')
  const disappear = (path: string): void => rmSync(path)
  const site = await Site.prepare(run, {
    config: (it) =>
      config(
        it,
        {
          all: { vips: [all], checks },
          any: { vips: [any], checks, require: 'any' },
          resort: { vips: [resort], checks, down: { prepend: 5, community: ['graceful-shutdown'] } },
          resting: { vips: [resting], checks: [{ backend: 'http_back' }], 'maintenance-file': it.maintenanceFile },
        },
        defaults,
      ),
  })
  appear(one)
  appear(other)
  await Promise.all([site.peer().start(), site.web().start(), site.haproxy.start()])
  await site.exabgp.start()
  await Promise.all([all, any, resort, resting].map((it) => site.peer().waitForRoute(it)))

  disappear(one)
  await site.peer().waitForNoRoute(all)
  const last = await site.peer().waitForRoute(resort, ({ asPath }) => asPath.length === 6)
  assert.deepEqual(last.communities, ['65535:0'])
  disappear(other)
  await site.peer().waitForNoRoute(any)
  appear(site.maintenanceFile)
  await site.peer().waitForNoRoute(resting)
  appear(one)
  await site.peer().waitForRoute(any)
  appear(other)
  await Promise.all([site.peer().waitForRoute(all), site.peer().waitForRoute(resort, ({ asPath }) => asPath.length === 1)])
  disappear(site.maintenanceFile)
  await site.peer().waitForRoute(resting)

  assert.deepEqual(
    [all, any, resort, resting].map((it) => toldAnew(site.peer(), it)),
    [
      ['65010', 'withdraw', '65010'],
      ['65010', 'withdraw', '65010'],
      ['65010', '65010 65010 65010 65010 65010 65010', '65010'],
      ['65010', 'withdraw', '65010'],
    ],
  )
  await site.waitForLog(/^resting: maintenance, withdrawing its VIPs: \S+ exists$/)
  await site.waitForLog(/^resort: down, announcing 9.9.9.3\/32 as a last resort with as-path 65010( 65010){5}, community 65535:0: /)
})

e2e('a service that starts in maintenance is not announced', async (run) => {
  const site = await Site.prepare(run, {
    config: (it) =>
      config(it, { web: { vips: [vip], checks: [{ backend: 'http_back' }], 'maintenance-file': it.maintenanceFile } }, defaults),
  })
  writeFileSync(site.maintenanceFile, '')
  await Promise.all([site.peer().start(), site.web().start(), site.haproxy.start()])
  await site.exabgp.start()
  await site.waitForLog(/^web: maintenance, not announcing its VIPs: \S+ exists$/)
  await site.waitForLog(/^web: backend http_back: 1 of 1 servers, 100%$/)
  await enoughPolls(site.haproxy)
  assert.deepEqual(site.sent(), [])

  rmSync(site.maintenanceFile)
  await site.peer().waitForRoute(vip)
  assert.deepEqual(toldAnew(site.peer(), vip), ['65010'])
})

e2e('two backends of one HAProxy, two fates', async (run) => {
  const others = ['9.9.9.10/32', '9.9.9.11/32']
  const another = '\nbackend another_back\n  option httpchk GET /\n  server web2 127.0.1.2:8080 check inter 100ms fall 2 rise 2\n'
  const site = await Site.start(run, {
    webs: ['web1', 'web2'],
    haproxy: (it) => haproxyConfig(it, { more: another }),
    services: {
      one: { vips: [vip], checks: [{ backend: 'http_back' }], tiers: [{ capacity: '75%' }, { capacity: '1%', prepend: 1 }] },
      another: { vips: others, checks: [{ backend: 'another_back' }] },
    },
    defaults,
  })
  await Promise.all([vip, ...others].map((it) => site.peer().waitForRoute(it)))
  site.web('web2').fallIll()
  await Promise.all([
    site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 2),
    ...others.map((it) => site.peer().waitForNoRoute(it)),
  ])
  site.web('web2').recover()
  await Promise.all([
    site.peer().waitForRoute(vip, ({ asPath }) => asPath.length === 1),
    ...others.map((it) => site.peer().waitForRoute(it)),
  ])

  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', '65010 65010', '65010'])
  for (const it of others) assert.deepEqual(toldAnew(site.peer(), it), ['65010', 'withdraw', '65010'])
})

e2e('200 VIPs of one service arrive, leave and come back, in few commands and few messages', async (run) => {
  const vips = Array.from({ length: 200 }, (_, index) => `192.0.2.${index}/32`)
  const site = await Site.start(run, { services: { web: { vips, checks: [{ backend: 'http_back' }] } }, defaults })
  const peer = site.peer()
  const routes = (count: number): Promise<unknown> => peer.frr.waitForTable(`${count} routes`, (table) => table.size === count)
  await routes(200)
  await site.web().stop()
  await routes(0)
  await site.web().start()
  await routes(200)

  for (const it of vips) assert.deepEqual(toldAnew(peer, it), ['65010', 'withdraw', '65010'])
  assert.deepEqual(
    site.sent().map((line) => `${line.split(' ', 1)} ${line.split(' nlri ')[1]?.split(' ').length}`),
    ['announce', 'withdraw', 'announce'].flatMap((word) => [49, 49, 49, 49, 4].map((many) => `${word} ${many}`)),
  )
  const messages = new Set(peer.history().map(({ update }) => update)).size
  assert.ok(messages <= 15, `${messages} UPDATE messages`)
})

const dualStack = {
  'over sessions of their own': [{ over: 'ipv4' }, { over: 'ipv6' }],
  'over one session': [{ over: 'ipv4', families: ['ipv4', 'ipv6'] }],
} as const

for (const [how, sessions] of Object.entries(dualStack)) {
  e2e(`VIPs of both families arrive ${how} with the next hops that were named, leave and come back`, async (run) => {
    const vips = [vip, '2001:db8::9/128', '2001:db8:9::/64']
    const site = await Site.start(run, {
      peers: [{ name: 'r1', sessions }],
      services: { web: { vips, checks: [{ backend: 'http_back' }], 'next-hop': { ipv4: '10.1.0.99', ipv6: 'fd00:1::99' }, prepend: 1 } },
      defaults,
    })
    const nextHops = async (): Promise<string[]> =>
      (await Promise.all(vips.map((it) => site.peer().waitForRoute(it)))).map(({ nextHop }) => nextHop)
    assert.deepEqual(await nextHops(), ['10.1.0.99', 'fd00:1::99', 'fd00:1::99'])
    await site.web().stop()
    await Promise.all(vips.map((it) => site.peer().waitForNoRoute(it)))
    await site.web().start()
    await nextHops()

    for (const it of vips) assert.deepEqual(toldAnew(site.peer(), it), ['65010 65010', 'withdraw', '65010 65010'])
    assert.equal(site.peer().sessionHistory().length, sessions.length)
  })
}
