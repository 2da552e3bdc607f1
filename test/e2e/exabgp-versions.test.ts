// Does every ExaBGP that Debian ships make of our commands what we mean?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import type { Route } from './kit/route-table.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'
import { until } from './kit/wait.ts'

const debian12 = await exabgpVersion('4.2.21')
const debian13 = await exabgpVersion('4.2.25')
const debian14 = await exabgpVersion('5.0')

const vips = ['192.0.2.1/32', '2001:db8::1/128']
const extended = {
  'target:65010:100': '0002fdf200000064',
  'target:192.0.2.1:100': '0102c00002010064',
  'origin:192.0.2.1:100': '0103c00002010064',
  'target:70000:100': '0202000111700064',
}
const web = {
  vips,
  checks: [{ backend: 'http_back' }],
  tiers: [
    { capacity: '75%', prepend: 1, med: 50, community: ['65010:100'], 'extended-community': Object.keys(extended) },
    { capacity: '1%', prepend: 3, community: ['65010:666'] },
  ],
}
const [best, worse] = ['65010 65010', '65010 65010 65010 65010']

for (const { name, options, lacking } of [debian12, debian13, debian14]) {
  const life = async (site: Site): Promise<void> => {
    const peer = site.peer()
    const everywhere = (asPath: string): Promise<Route[]> =>
      Promise.all(vips.map((vip) => peer.waitForRoute(vip, (route) => route.asPath.join(' ') === asPath)))
    const [four, six] = await everywhere(best)
    assert.deepEqual([four?.med, four?.communities, four?.nextHop, six?.nextHop], [50, ['65010:100'], '10.1.0.1', 'fd00:1::1'])
    const [first] = site.peer().history()
    assert.deepEqual(first?.kind === 'announce' && first.attributes.extendedCommunities.toSorted(), Object.values(extended))
    site.web('web1').fallIll()
    const [changed] = await everywhere(worse)
    assert.deepEqual([changed?.med, changed?.communities], [undefined, ['65010:666']])
    site.web('web2').fallIll()
    await Promise.all(vips.map((vip) => peer.waitForNoRoute(vip)))
    site.web('web1').recover()
    await everywhere(worse)
  }

  e2e(
    `ExaBGP ${name}: routes of both families are announced, changed and withdrawn, one message a change, and withdrawn on SIGTERM`,
    async (run) => {
      const peers = [{ name: 'r1', sessions: [{ over: 'ipv4' }, { over: 'ipv6' }] }] as const
      const site = await Site.start(run, { exabgp: options, peers, webs: ['web1', 'web2'], services: { web } })
      if (options.python !== undefined) await site.waitForLog(new RegExp(`ExaBGP ${name}.* runs this process`))
      await life(site)
      const steps = [best, worse, 'withdraw', worse]
      for (const vip of vips) assert.deepEqual(toldAnew(site.peer(), vip), steps)

      const pid = site.helperPid()
      assert.ok(pid)
      process.kill(pid, 'SIGTERM')

      const after = [...steps, 'withdraw', worse]
      await until('its successor to announce again', () => vips.every((vip) => toldAnew(site.peer(), vip).length >= after.length))
      for (const vip of vips) assert.deepEqual(toldAnew(site.peer(), vip), after)
      assert.notEqual(site.helperPid(), pid)
      assert.deepEqual(
        site.log().flatMap(({ level, message }) => (level === 'error' ? [message] : [])),
        [],
      )
    },
    { lacking },
  )
}

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: only the neighbors that are named learn the route, and an iBGP one its local-preference`,
    async (run) => {
      const site = await Site.start(run, {
        exabgp: options,
        peers: [{ name: 'inside', kind: 'ibgp' }, { name: 'outside' }, { name: 'ignored' }],
        config: (it) => {
          const { bgp, ...rest } = config(it, { web: { vips: ['192.0.2.1/32'], checks: [{ backend: 'http_back' }] } })
          return { ...rest, bgp: { ...Object(bgp), neighbors: ['10.1.0.2', '10.2.0.2'], 'local-preference': 300 } }
        },
      })
      const [inside, outside] = await Promise.all([
        site.peer('inside').waitForRoute('192.0.2.1/32'),
        site.peer('outside').waitForRoute('192.0.2.1/32'),
      ])
      assert.deepEqual([inside.asPath, inside.localPreference], [[], 300])
      assert.deepEqual([outside.asPath, outside.localPreference], [[65010], undefined])

      site.web().fallIll()
      await Promise.all([site.peer('inside').waitForNoRoute('192.0.2.1/32'), site.peer('outside').waitForNoRoute('192.0.2.1/32')])
      assert.deepEqual(site.peer('ignored').history(), [])
    },
    { lacking },
  )
}

for (const { name, options, lacking } of [debian12, debian13, debian14]) {
  e2e(
    `ExaBGP ${name}: AIGP reaches an iBGP neighbor, and an eBGP one by the capability, from 5.0 on`,
    async (run) => {
      const vip = '192.0.2.2/32'
      const site = await Site.start(run, {
        exabgp: options,
        peers: [{ name: 'inside', kind: 'ibgp' }, { name: 'outside' }],
        neighborLines: 'capability { aigp enable; }',
        services: {
          web: {
            vips: ['192.0.2.1', vip],
            checks: [{ backend: 'http_back' }],
            aigp: '18446744073709551614',
            tiers: [{ capacity: '1%', med: 5 }],
          },
        },
      })
      const aigpAt = async (peer: string): Promise<unknown> => {
        await site.peer(peer).waitForRoute(vip, ({ med }) => med === 5)
        return site
          .peer(peer)
          .history(vip)
          .map((event) => event.kind === 'announce' && event.attributes.aigp)
          .at(-1)
      }
      assert.equal(await aigpAt('inside'), 2n ** 64n - 2n)
      assert.equal(await aigpAt('outside'), name === '5.0' ? 2n ** 64n - 2n : undefined)
    },
    { lacking },
  )
}
