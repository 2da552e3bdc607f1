// Is it said that nobody hears of a VIP, wherever it is said how things are?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { missingFor } from '../../lib/status/goal.ts'
import { metrics } from '../../lib/status/metrics.ts'
import { pluginLines, pluginSeverity } from '../../lib/status/plugin.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { reads } from '../../lib/values/time.ts'
import { config, type Own, prefix, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot as statistics } from '../engine/worlds.ts'
import { facts } from './facts.ts'
import { snapshot } from './snapshot-of.ts'

const [four, six] = [prefix('9.9.9.9/32'), prefix('2001:db8::9/128')]

const described = (families: readonly string[]): readonly string[] => [
  'Neighbor 10.0.0.2',
  'state ESTABLISHED',
  'AS 65010 65515',
  ...families,
  'total: 4 2',
]

const [ipv4, refused, taken] = ['ipv4 unicast: enabled enabled', 'ipv6 unicast: enabled disabled', 'ipv6 unicast: enabled enabled'] as const

const seen = (own: Own, families: readonly string[]): Snapshot => {
  const world = { statistics: () => statistics('++'), exabgp: exabgp({ sessions: described(families) }) }
  return snapshot(new Simulation(config([service(own)]), world).until(9000).state, facts, reads(9000))
}

const announced = (one: Snapshot): readonly string[] =>
  [
    ...metrics(one, { cpuSeconds: 0, residentBytes: 0 }, { perCheck: true, perVip: true, system: true }).matchAll(
      /^exabgp_haproxy_vip_announced\{.*vip="(.*)"\} 1$/gm,
    ),
  ].map(([, vip = '']) => vip)

const withNextHop = [tier(0.1, { nextHop: { ipv4: 'self' as const, ipv6: 'fd00::1' } })]

describe('a VIP that no neighbor takes', () => {
  for (const [what, own, families] of [
    ['as the family is not negotiated', { vips: [six], tiers: withNextHop }, [ipv4, refused]],
    ['as it is sent nowhere for want of a next hop', { vips: [six] }, [ipv4, refused]],
    ['as ExaBGP does not offer the family', { vips: [six], tiers: withNextHop }, [ipv4]],
  ] as const) {
    it(`${what} is critical, is waited for, and counts as not announced`, () => {
      const one = seen(own, families)
      const [web] = one.services
      assert.ok(web !== undefined)
      assert.equal(pluginSeverity([one], []), 2)
      assert.match(
        pluginLines([one], [])[0] ?? '',
        /^EXABGP-HAPROXY CRITICAL - web announced \(no neighbor takes 2001:db8::9\/128\) \d+ s: /,
      )
      for (const goal of ['announced', 'settled'] as const)
        assert.equal(missingFor(goal, web), 'has VIPs that no neighbor takes: 2001:db8::9/128')
      assert.deepEqual(announced(one), [])
    })
  }

  it('beside one that is taken is a warning', () => {
    const one = seen({ vips: [four, six], tiers: withNextHop }, [ipv4, refused])
    assert.equal(pluginSeverity([one], []), 1)
    assert.deepEqual(announced(one), ['9.9.9.9/32'])
  })

  it('is no more than the order where its service is ordered to leave', () => {
    const one = seen({ vips: [six], tiers: withNextHop }, [ipv4, refused])
    const orders = [{ by: 'operator' as const, since: 0 }]
    const ordered = { ...one, services: one.services.map((service) => ({ ...service, state: 'draining' as const, orders })) }
    assert.equal(pluginSeverity([ordered], []), 1)
  })
})

it('VIPs that are taken are announced', () => {
  const one = seen({ vips: [four, six], tiers: withNextHop }, [ipv4, taken])
  assert.equal(pluginSeverity([one], []), 0)
  assert.deepEqual(announced(one), ['9.9.9.9/32', '2001:db8::9/128'])
})
