// What does the process say of itself?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { missingFor } from '../../lib/status/goal.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { reads } from '../../lib/values/time.ts'
import { config, type Own, service, tier } from '../engine/configs.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { exabgp, fault, snapshot as statistics } from '../engine/worlds.ts'
import { facts } from './facts.ts'
import { snapshot } from './snapshot-of.ts'

const ladder = [tier(0.75), tier(0.25, { prepend: 2 })]

const seen = (own: Own, world: World, untilMs: number): Snapshot => {
  const { state } = new Simulation(config([service({ tiers: ladder, ...own })]), { exabgp: exabgp(), ...world }).until(untilMs)
  return snapshot(state, facts, reads(untilMs))
}

const only = ({ services: [first, ...others] }: Snapshot) => {
  assert.ok(first !== undefined && others.length === 0)
  return first
}

describe('a snapshot', () => {
  it('tells what is announced, since when and why', () => {
    const taken = seen({}, { statistics: () => statistics('++') }, 10_000)
    const { time, process, services } = taken
    assert.deepEqual({ time, process: process.name }, { time: facts.offsetMs + 10_000, process: 'rhi' })
    assert.deepEqual(
      services.map(({ name, state, tier, tiers, capacity, since, unknown, why }) => ({
        name,
        state,
        tier,
        tiers,
        capacity,
        since,
        unknown,
        why,
      })),
      [
        {
          name: 'web',
          state: 'announced',
          tier: 1,
          tiers: 2,
          capacity: 1,
          since: facts.offsetMs + 401,
          unknown: false,
          why: 'backend http_back: 2 of 2 servers, 100%',
        },
      ],
    )
    assert.deepEqual(only(taken).vips, [
      { nlri: '9.9.9.9/32', announced: true, inDoubt: false, refused: false, attributes: { 'next-hop': 'self' } },
    ])
    assert.deepEqual(only(taken).waiting, [])
  })

  it('tells a route that ExaBGP refuses, and counts that', () => {
    const refusing = exabgp({ refuses: (line) => line.startsWith('announce') })
    const taken = seen({}, { statistics: () => statistics('++'), exabgp: refusing }, 1500)
    const [vip] = only(taken).vips
    assert.deepEqual(vip, { nlri: '9.9.9.9/32', announced: false, inDoubt: true, next: 'announce', refused: true })
    assert.ok(taken.exabgp.refused > 0 && taken.exabgp.commands > taken.exabgp.refused)
    assert.match(taken.exabgp.lastRefusal?.command ?? '', /^announce route 9\.9\.9\.9\/32/)
    assert.match(missingFor('announced', only(taken)) ?? '', /waits for ExaBGP to take 9\.9\.9\.9\/32/)
  })

  it('has settled once its checks have and ExaBGP has acknowledged what follows, up or down', () => {
    const up = () => statistics('++')
    const missing = (world: World, untilMs = 10_000) => missingFor('settled', only(seen({}, world, untilMs)))
    assert.equal(missing({ statistics: up }), undefined)
    assert.equal(missing({ statistics: () => statistics('--') }), undefined)
    assert.match(missing({ statistics: () => fault('unreadable') }) ?? '', /^waits for its checks: backend http_back: .*unreadable/)
    assert.equal(missing({ statistics: up }, 401)?.slice(0, 20), 'waits for ExaBGP to ')
    assert.equal(
      missing({ statistics: up, exabgp: exabgp({ refuses: (line) => line.startsWith('announce') }) }),
      'waits for ExaBGP to take 9.9.9.9/32',
    )
  })

  it('names what ExaBGP is to have no more, and has', () => {
    const keeping = exabgp({ refuses: (line) => line.startsWith('withdraw') })
    const taken = (at: number) => seen({}, { statistics: (at) => statistics(at < 5000 ? '++' : '--'), exabgp: keeping }, at).exabgp
    assert.deepEqual([taken(4000).withdrawing, taken(10_000).withdrawing], [undefined, ['9.9.9.9/32']])
  })

  it('tells what a predecessor left, as long as there is no verdict', () => {
    const taken = seen({}, { statistics: () => fault('unreadable'), exabgp: exabgp({ left: ['9.9.9.9/32'] }) }, 5000)
    const { state, unknown, vips, checks } = only(taken)
    assert.deepEqual(
      { state, unknown, vips },
      { state: 'pending', unknown: true, vips: [{ nlri: '9.9.9.9/32', announced: true, inDoubt: true, refused: false }] },
    )
    assert.ok((checks[0]?.unknown ?? 0) > 3 && checks[0]?.results === checks[0]?.unknown)
    assert.match(taken.haproxy.trouble?.reason ?? '', /unreadable/)
    assert.equal(taken.haproxy.up, false)
  })

  it('has what withholds a change, and when that ends', () => {
    const drain = { forMs: 30_000, attributes: { prepend: 4 } }
    const sim = new Simulation(config([service({ drain })]), { exabgp: exabgp(), statistics: () => statistics('++') })
    const order = { by: 'operator', author: 'alice', reason: 'kernel' } as const
    sim.inject(10_000, { type: 'drain', services: ['web'], order, expireMs: 60_000 }).until(15_000)
    const { state, waiting, orders, sessions } = only(snapshot(sim.state, facts, reads(15_000)))
    assert.deepEqual(
      { state, waiting, sessions },
      {
        state: 'draining',
        waiting: [{ for: 'drain', until: facts.offsetMs + 40_000, text: 'it is withdrawn at the end of the drain' }],
        sessions: 0,
      },
    )
    assert.deepEqual(orders, [
      { by: 'operator', since: facts.offsetMs + 10_000, until: facts.offsetMs + 70_000, author: 'alice', reason: 'kernel' },
    ])
    const gone = only(snapshot(sim.until(45_000).state, facts, reads(45_000)))
    assert.deepEqual([gone.state, missingFor('down', gone), missingFor('idle', gone)], ['maintenance', undefined, undefined])
    assert.deepEqual(gone.changes, { announced: 1, draining: 1, maintenance: 1 })
  })

  it('names the neighbors for which a route is, each group with its attributes', () => {
    const audiences = [
      { to: ['10.0.0.2'], attributes: {} },
      { to: ['10.0.0.3', '10.0.0.4'], attributes: { med: 50 } },
    ]
    const { vips } = only(seen({ audiences }, { statistics: () => statistics('++') }, 5000))
    assert.deepEqual(
      vips.map(({ neighbors, attributes }) => [neighbors, attributes?.med]),
      [
        [['10.0.0.2'], undefined],
        [['10.0.0.3', '10.0.0.4'], '50'],
      ],
    )
  })

  it('counts how often a neighbor comes and goes, and since when it is as it is', () => {
    const described = (state: string) => [
      'Neighbor 10.0.0.2',
      `state ${state}`,
      'AS 65010 65515',
      'ipv4 unicast: enabled enabled disabled',
      'total: 4 2',
    ]
    const answer = (line: string, at: number) => exabgp({ sessions: described(at >= 20_000 && at < 30_000 ? 'IDLE' : 'ESTABLISHED') })(line)
    const sim = new Simulation(config([service()]), { exabgp: answer, statistics: () => statistics('++') })
    sim.hears(20_000, 'neighbor 10.0.0.2 down').hears(30_000, 'neighbor 10.0.0.2 up').until(40_000)
    const [neighbor] = snapshot(sim.state, facts, reads(40_000)).neighbors
    assert.deepEqual(neighbor, { address: '10.0.0.2', as: 65515, state: 'up', since: facts.offsetMs + 30_000, changes: 2 })
  })
})
