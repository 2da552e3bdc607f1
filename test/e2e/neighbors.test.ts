// Does each of two routers get the attributes and the next hop that are meant for it, all the way from the first announce to the withdrawal?
import assert from 'node:assert/strict'
import { e2e } from './kit/e2e.ts'
import { exabgpVersion, installed } from './kit/exabgp-versions.ts'
import type { Peer } from './kit/peer.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { toldAnew } from './kit/told.ts'
import { until } from './kit/wait.ts'

const [four, six, moved] = ['192.0.2.1/32', '2001:db8::1/128', '192.0.2.2/32']
const sessions = [{ over: 'ipv4' }, { over: 'ipv6' }] as const
const peers = [
  { name: 'r1', sessions },
  { name: 'r2', sessions },
]
const checks = [{ backend: 'http_back' }]
const tiers = [{ capacity: '75%' }, { capacity: '1%', community: ['65010:50'] }]
const farther = { prepend: 1, med: 50 }
const web = { vips: [four, six], checks, tiers }

const ours = (site: Site, services: Readonly<Record<string, unknown>>) => ({
  ...config(site, services),
  bgp: { 'local-as': 65010, neighbors: ['10.1.0.2', 'fd00:1::2', '10.2.0.2', 'fd00:2::2'] },
  exabgp: { refresh: '1s' },
})

const debian14 = await exabgpVersion('5.0')

for (const { name, options, lacking } of [installed, debian14]) {
  e2e(
    `ExaBGP ${name}: one neighbor sees a longer path and a next hop of its own, the other does not, whatever happens to the service`,
    async (run) => {
      const services = {
        web: { ...web, neighbors: { '10.2.0.2': farther, 'fd00:2::2': farther } },
        moved: { vips: [moved], checks, neighbors: { '10.2.0.2': { 'next-hop': '10.2.0.9' } } },
      }
      const site = await Site.start(run, { exabgp: options, peers, webs: ['web1', 'web2'], config: (it) => ours(it, services) })
      const [near, far] = [site.peer('r1'), site.peer('r2')]
      const seen = async (peer: Peer, vip: string) => {
        const { asPath, med, nextHop } = await peer.waitForRoute(vip)
        return [asPath.join(' '), med, nextHop]
      }
      assert.deepEqual(await seen(near, four), ['65010', undefined, '10.1.0.1'])
      assert.deepEqual(await seen(near, six), ['65010', undefined, 'fd00:1::1'])
      assert.deepEqual(await seen(near, moved), ['65010', undefined, '10.1.0.1'])
      assert.deepEqual(await seen(far, four), ['65010 65010', 50, '10.2.0.1'])
      assert.deepEqual(await seen(far, six), ['65010 65010', 50, 'fd00:2::1'])
      assert.deepEqual(await seen(far, moved), ['65010', undefined, '10.2.0.9'])

      const refreshes = (): number => site.log().filter(({ message }) => message === 'repeated: show adj-rib out').length
      await until('two refreshes', () => refreshes() > 1)
      const onTier = (peer: Peer, vip: string) => peer.waitForRoute(vip, ({ communities }) => communities.includes('65010:50'))
      site.web('web1').fallIll()
      await Promise.all([near, far].flatMap((peer) => [four, six].map((vip) => onTier(peer, vip))))
      site.web('web2').fallIll()
      await Promise.all([near, far].flatMap((peer) => [four, six, moved].map((vip) => peer.waitForNoRoute(vip))))

      for (const vip of [four, six]) {
        assert.deepEqual(toldAnew(near, vip), ['65010', '65010', 'withdraw'])
        assert.deepEqual(toldAnew(far, vip), ['65010 65010', '65010 65010', 'withdraw'])
      }
      for (const peer of [near, far]) assert.deepEqual(toldAnew(peer, moved), ['65010', 'withdraw'])
      const errors = site.log().filter(({ level }) => level === 'error')
      assert.deepEqual(errors, [])
    },
    { lacking },
  )

  e2e(
    `ExaBGP ${name}: a successor that divides the neighbors otherwise, or not at all, puts right what each of them has`,
    async (run) => {
      const plain = { web: { ...web, vips: [four] } }
      const site = await Site.start(run, { exabgp: options, peers, config: (it) => ours(it, plain) })
      const succeed = async (services: Readonly<Record<string, unknown>>): Promise<void> => {
        const pid = site.helperPid()
        assert.ok(pid)
        site.configure(ours(site, services))
        process.kill(pid, 'SIGKILL')
      }
      const isPath = (length: number) => (route: { readonly asPath: readonly number[] }) => route.asPath.length === length
      await site.peer('r2').waitForRoute(four, isPath(1))

      await succeed({ web: { ...plain.web, neighbors: { '10.2.0.2': farther } } })
      await site.peer('r2').waitForRoute(four, isPath(2))
      await succeed({ web: { ...plain.web, neighbors: { '10.1.0.2': { prepend: 2 } } } })
      await site.peer('r2').waitForRoute(four, isPath(1))
      await site.peer('r1').waitForRoute(four, isPath(3))
      await succeed(plain)
      await site.peer('r1').waitForRoute(four, isPath(1))
      site.web().fallIll()
      for (const peer of site.peers) await peer.waitForNoRoute(four)

      const twice = '65010 65010'
      assert.deepEqual(toldAnew(site.peer('r1'), four), ['65010', `65010 ${twice}`, '65010', 'withdraw'])
      assert.deepEqual(toldAnew(site.peer('r2'), four), ['65010', twice, '65010', 'withdraw'])
    },
    { lacking },
  )

  e2e(
    `ExaBGP ${name}: a neighbor that exabgp.conf writes otherwise than we is announced to, and a successor withdraws from it`,
    async (run) => {
      const site = await Site.start(run, {
        exabgp: options,
        peers: [{ name: 'r1', sessions: [{ over: 'ipv6' }] }],
        config: (it) => ({ ...config(it, { web: { ...web, vips: [six] } }), bgp: { 'local-as': 65010, neighbors: ['fd00:1::2'] } }),
        amend: (text) => text.replace('neighbor fd00:1::2', 'neighbor FD00:1:0::2'),
      })
      await site.peer().waitForRoute(six)
      assert.match(site.sent()[0] ?? '', /^neighbor FD00:1:0::2 announce /)

      const pid = site.helperPid()
      assert.ok(pid)
      site.web().fallIll()
      process.kill(pid, 'SIGKILL')
      await site.peer().waitForNoRoute(six)
    },
    { lacking },
  )
}
