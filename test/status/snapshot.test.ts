// What does the process say of itself?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { type Snapshot, snapshot } from '../../lib/status/snapshot.ts'
import { reads } from '../../lib/values/time.ts'
import { config, type Own, service, tier } from '../engine/configs.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { exabgp, snapshot as statistics } from '../engine/worlds.ts'
import { facts } from './facts.ts'

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
})
