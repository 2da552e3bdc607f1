// Is it learned from the real ExaBGPs what a session bears, and is what it does not bear never sent there, or warned about?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion } from './kit/exabgp-versions.ts'
import { withoutRepetitions } from './kit/said-once-more.ts'
import { Site } from './kit/site.ts'
import { config, haproxyConfig } from './kit/site-configurations.ts'

const debian12 = await exabgpVersion('4.2.21')
const debian13 = await exabgpVersion('4.2.25')
const debian14 = await exabgpVersion('5.0')

const four = '192.0.2.1/32'
const six = '2001:db8::1/128'
const checks = [{ backend: 'http_back' }]

const withChanges = (exabgpConfiguration: string): string =>
  exabgpConfiguration.replaceAll('processes [ rhi ];', 'processes [ rhi ]; neighbor-changes;')

/** But for the VIPs, which no traffic is to reach here. */
const complaints = (site: Site): readonly string[] =>
  site
    .log()
    .flatMap(({ level, message }) => (level === 'error' || level === 'warn' ? [message] : []))
    .filter((message) => !/ no address(es)? of this machine/.test(message))

const mute = { ...debian12, name: `${debian12.name} without acknowledgements`, options: { ...debian12.options, ack: false } }

for (const { name, options, lacking } of [debian12, mute, debian13, debian14]) {
  e2e(
    `ExaBGP ${name}: an IPv6 VIP with next-hop self reaches the neighbor over IPv6, the one over IPv4 keeps its session and hears the rest`,
    async (run) => {
      const site = await Site.start(run, {
        exabgp: options,
        peers: [
          { name: 'r1', sessions: [{ over: 'ipv4', families: ['ipv4', 'ipv6'] }] },
          { name: 'r2', sessions: [{ over: 'ipv6', families: ['ipv6'] }] },
        ],
        services: {
          self: { vips: [four, six], checks },
          written: { vips: ['2001:db8::2/128'], checks, 'next-hop': { ipv6: 'fd00:1::1' } },
        },
      })
      const [, , over6, written] = await Promise.all([
        site.waitForLog(/is not announced to/),
        site.peer('r1').waitForRoute(four),
        site.peer('r2').waitForRoute(six),
        site.peer('r1').waitForRoute('2001:db8::2/128'),
      ])
      assert.deepEqual([over6.nextHop, written.nextHop], ['fd00:2::1', 'fd00:1::1'])
      site.web().fallIll()
      await Promise.all([site.peer('r1').waitForNoRoute(four), site.peer('r2').waitForNoRoute(six)])
      assert.deepEqual(
        site
          .peer('r1')
          .history(six)
          .filter(({ kind }) => kind === 'announce'),
        [],
      )
      for (const peer of site.peers)
        assert.deepEqual(
          peer.sessionHistory().map(({ state }) => state),
          ['established'],
        )
      assert.deepEqual(
        complaints(site).filter((line) => line.includes(six) && !/^self: (down|this machine)/.test(line)),
        [`self: ${six} is not announced to 10.1.0.2: next-hop self has no IPv6 address on an IPv4 session; set next-hop: {ipv6: ADDRESS}`],
      )
    },
    { lacking },
  )
}

for (const { name, options, lacking } of [debian12, debian13, debian14]) {
  e2e(
    `ExaBGP ${name}: that nobody hears is said once sessions had their time, and a neighbor that comes up hears it at once, and each time once`,
    async (run) => {
      const site = await Site.prepare(run, { exabgp: options, services: { web: { vips: [four], checks } }, amend: withChanges })
      await Promise.all([site.web().start(), site.haproxy.start()])
      await site.exabgp.start()
      await site.waitForLog(/^no BGP session is up, so no router gets 192\.0\.2\.1\/32/)
      const from = site.log().length
      const sent = site.sent().length
      await site.peer().start()
      await site.waitForLog(/^a BGP session is up again/, { from, within: 60_000 })
      await site.peer().waitForRoute(four)
      await site.waitForSent(/announce/, { from: sent })
      assert.equal(complaints(site).filter((line) => line.startsWith('no BGP session')).length, 1)
      await site.peer().resetSessions()
      await site.waitForSent(/announce/, { from: sent + 1 })
      site.web().fallIll()
      await site.waitForSent(/withdraw/)
      const ups = site.log().filter(({ message }) => message === 'ExaBGP: neighbor 10.1.0.2 is up')
      // On top of that 4.2 is told once more, in another text, what may not have been sent.
      assert.equal(withoutRepetitions(site.sentLines().slice(sent)).length - 1, ups.length)
    },
    { lacking },
  )
}

e2e(
  'a tier that an iBGP neighbor would drop as a loop is warned about while the service stands on a better one, and dropped indeed',
  async (run) => {
    const site = await Site.start(run, {
      peers: [{ name: 'inside', kind: 'ibgp' }],
      webs: ['web1', 'web2'],
      services: { web: { vips: [four], checks, tiers: [{ capacity: '75%' }, { capacity: '1%', prepend: 2 }] } },
    })
    await site.waitForLog(
      /^web: on tier 2 AS 65010 is in the path \(65010 65010 65010\), so iBGP neighbor 10\.1\.0\.2 drops the route as a loop: use med or local-preference there$/,
    )
    await site.peer().waitForRoute(four)
    site.web('web1').fallIll()
    await site.waitForSent(/as-path \[ 65010 65010 65010 \]/)
    await site.peer().waitForNoRoute(four)
    assert.deepEqual(
      site.sent().filter((line) => line.startsWith('withdraw')),
      [],
    )
  },
)

e2e('local-preference towards eBGP and a family that the neighbor did not negotiate are warned about', async (run) => {
  const site = await Site.start(run, {
    amend: (text) => text.replace('ipv4 unicast;', 'ipv4 unicast;\n    ipv6 unicast;'),
    config: (it) => {
      const { bgp, ...rest } = config(it, { web: { vips: [four, six], checks } })
      return { ...rest, bgp: { ...Object(bgp), 'local-preference': 300, 'next-hop': { ipv6: 'fd00:1::1' } } }
    },
    haproxy: haproxyConfig,
  })
  await Promise.all([
    site.waitForLog(/^web: on tier 1 eBGP neighbor 10\.1\.0\.2 \(AS 65515\) gets the route without local-preference 300/),
    site.waitForLog(/^web: no neighbor takes IPv6, so 2001:db8::1\/128 is announced to nobody: activate the family at 10\.1\.0\.2$/),
  ])
  const route = await site.peer().waitForRoute(four)
  assert.equal(route.localPreference, undefined)
})
