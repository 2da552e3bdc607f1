// Does what HAProxy can still serve decide what a router hears, and nothing else?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { enoughPolls } from './kit/polls.ts'
import type { Route } from './kit/route-table.ts'
import { withoutRepetitions } from './kit/said-once-more.ts'
import { Site } from './kit/site.ts'
import { haproxyConfig } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'

const vip = '9.9.9.9/32'
const checks = [{ backend: 'http_back' }]
const services = { web: { vips: [vip], checks } }
const defaults = { interval: '200ms', 'fast-interval': '50ms' }

e2e(
  'web servers that die one by one make the VIP ever less attractive, the last one takes it away, and each that returns brings it closer',
  async (run) => {
    const tiers = [{ capacity: '67%' }, { capacity: '34%', prepend: 1 }, { capacity: '1%', prepend: 2 }]
    const [best, middle, least] = ['65010', '65010 65010', '65010 65010 65010']
    const site = await Site.start(run, { webs: ['web1', 'web2', 'web3'], services: { web: { vips: [vip], checks, tiers } }, defaults })
    const asPathIs = (asPath: string): Promise<Route> => site.peer().waitForRoute(vip, (route) => route.asPath.join(' ') === asPath)

    await asPathIs(best)
    await site.web('web1').stop()
    await asPathIs(middle)
    site.web('web2').fallIll()
    await asPathIs(least)
    await site.web('web3').stop()
    await site.peer().waitForNoRoute(vip)
    await site.web('web3').start()
    await asPathIs(least)
    site.web('web2').recover()
    await asPathIs(middle)
    await site.web('web1').start()
    await asPathIs(best)

    assert.deepEqual(toldAnew(site.peer(), vip), [best, middle, least, 'withdraw', least, middle, best])
    const announce = `announce route ${vip} next-hop self`
    const worse = [`${announce} as-path [ ${middle} ]`, `${announce} as-path [ ${least} ]`]
    const sent = withoutRepetitions(site.sent().map((text) => ({ text })))
    assert.deepEqual(
      sent.map(({ text }) => text),
      [announce, ...worse, `withdraw route ${vip}`, ...worse.reverse(), announce],
    )
    const why = site.log().flatMap(({ message, level }) => (level === 'warn' && message.startsWith('web: down') ? [message] : []))
    assert.equal(why.length, 1)
    assert.match(
      why[0] ?? '',
      /^web: down, withdrawing its VIPs: backend http_back: 0 of 3 servers, 0% \(web1 DOWN L4CON, web2 DOWN L7STS, web3 DOWN L4CON\)$/,
    )
  },
)

const departures = [
  ['drained', 'set server http_back/web1 state drain', 'set server http_back/web1 state ready', '0 of 1 servers, 0% (web1 DRAIN L7OK)'],
  [
    'in maintenance',
    'set server http_back/web1 state maint',
    'set server http_back/web1 state ready',
    'no active server outside maintenance, 0%',
  ],
  ['disabled', 'disable server http_back/web1', 'enable server http_back/web1', 'no active server outside maintenance, 0%'],
  ['given weight 0', 'set weight http_back/web1 0', 'set weight http_back/web1 100%', '0 of 1 servers, 0% (web1 weight 0)'],
] as const

e2e(
  'a VIP whose only server is drained, in maintenance, disabled or has weight 0 is withdrawn, and announced once it serves again',
  async (run) => {
    const site = await Site.start(run, { services, defaults })
    await site.peer().waitForRoute(vip)

    for (const [, leave, comeBack] of departures) {
      assert.equal(await site.haproxy.command(leave), '')
      await site.peer().waitForNoRoute(vip)
      assert.equal(await site.haproxy.command(comeBack), '')
      await site.peer().waitForRoute(vip)
    }

    assert.deepEqual(toldAnew(site.peer(), vip), ['65010', ...departures.flatMap(() => ['withdraw', '65010'])])
    assert.deepEqual(
      site.log().flatMap(({ message }) => /^web: down, withdrawing its VIPs: backend http_back: (.*)$/.exec(message)?.[1] ?? []),
      departures.map(([, , , why]) => why),
    )
  },
)

e2e('a dead server that leaves maintenance reads UP until its next check has failed, and is not announced for that', async (run) => {
  const haproxyChecks = { check: 'inter 500ms fall 3 rise 2' }
  const site = await Site.start(run, { haproxy: (it) => haproxyConfig(it, haproxyChecks), services, defaults })
  await site.peer().waitForRoute(vip)
  await site.haproxy.command('set server http_back/web1 state maint')
  await site.peer().waitForNoRoute(vip)
  site.web().freeze()

  await site.haproxy.command('set server http_back/web1 state ready')
  assert.match((await site.haproxy.status('http_back', 'web1')) ?? '', /^UP/)
  await site.haproxy.waitForStatus('http_back', 'web1', 'DOWN')
  await enoughPolls(site.haproxy)
  assert.deepEqual(toldAnew(site.peer(), vip), ['65010', 'withdraw'])
  const uncertain = 'web: backend http_back is not certain yet, so its last result still counts: 0 of 1 servers, 1 not verified yet'
  assert.equal(site.log().filter(({ message }) => message === uncertain).length, 1)

  site.web().thaw()
  await site.peer().waitForRoute(vip)
})

e2e('servers in maintenance are no part of the whole, unless a check counts them', async (run) => {
  const tiers = [{ capacity: '75%' }, { capacity: '1%', prepend: 1 }]
  const counting = { vips: ['9.9.9.10/32'], checks: [{ backend: 'http_back', 'count-maintenance': true }], tiers }
  const site = await Site.start(run, { webs: ['web1', 'web2'], services: { plain: { vips: [vip], checks, tiers }, counting }, defaults })
  await Promise.all([vip, '9.9.9.10/32'].map((it) => site.peer().waitForRoute(it)))

  await site.haproxy.command('set server http_back/web2 state maint')
  await site.peer().waitForRoute('9.9.9.10/32', ({ asPath }) => asPath.length === 2)
  await enoughPolls(site.haproxy)

  assert.deepEqual(toldAnew(site.peer(), '9.9.9.10/32'), ['65010', '65010 65010'])
  assert.deepEqual(toldAnew(site.peer(), vip), ['65010'])
})
