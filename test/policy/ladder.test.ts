// Does capacity pick the right tier, with both its thresholds?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Tier } from '../../lib/config/service.ts'
import { anyCapacity } from '../../lib/config/values/measure.ts'
import { indistinguishable, type Standing, standingAt } from '../../lib/policy/ladder.ts'

const tier = (enter: number, leave: number): Tier => ({
  enter: { measure: 'capacity', least: enter },
  leave: { measure: 'capacity', least: leave },
  attributes: {},
})

const ladder = [tier(0.75, 0.65), tier(0.25, 0.15), tier(0.01, 0.01)]
const at = (capacity: number) => ({ capacity, servers: 1 })

const walk = (capacities: readonly number[]): readonly Standing[] => {
  let standing: Standing | undefined
  return capacities.map((capacity) => {
    standing = standingAt(ladder, at(capacity), standing)
    return standing
  })
}

describe('a ladder of tiers', () => {
  it('is entered at the first tier that the capacity reaches', () => {
    assert.deepEqual(
      [1, 0.75, 0.7, 0.25, 0.2, 0.01, 0].map((one) => standingAt(ladder, at(one), undefined)),
      [0, 0, 1, 1, 2, 2, 'down'],
    )
  })

  it('keeps a tier down to its leave', () => {
    assert.deepEqual(walk([1, 0.7, 0.65, 0.64, 0.7, 0.75]), [0, 0, 0, 1, 1, 0])
  })

  it('ends a fall through several tiers where a slow fall ends', () => {
    assert.deepEqual(walk([1, 0.2]), [0, 1])
    assert.deepEqual(walk([1, 0.5, 0.2]), [0, 1, 1])
    assert.deepEqual(walk([0, 0.2]), ['down', 2])
  })

  it('counts servers where a tier asks for servers', () => {
    const two: Tier = { enter: { measure: 'servers', least: 2 }, leave: { measure: 'servers', least: 2 }, attributes: {} }
    assert.equal(standingAt([two], { capacity: 0.1, servers: 2 }, undefined), 0)
    assert.equal(standingAt([two], { capacity: 1, servers: 1 }, undefined), 'down')
  })

  it('takes any capacity above 0 where a tier names none', () => {
    const any: Tier = { enter: anyCapacity, leave: anyCapacity, attributes: {} }
    assert.equal(standingAt([any], at(0.0001), undefined), 0)
    assert.equal(standingAt([any], at(0), undefined), 'down')
  })

  it('never stands worse with more capacity', () => {
    const capacity = fc.double({ min: 0, max: 1, noNaN: true })
    const standing = fc.constantFrom<Standing | undefined>(undefined, 0, 1, 2, 'down')
    const rank = (one: Standing) => (one === 'down' ? ladder.length : one)
    fc.assert(
      fc.property(capacity, capacity, standing, (one, other, now) => {
        const [low, high] = one < other ? [one, other] : [other, one]
        assert.ok(rank(standingAt(ladder, at(high), now)) <= rank(standingAt(ladder, at(low), now)))
      }),
    )
  })

  it('cannot tell measures apart that lie between the same thresholds', () => {
    assert.equal(indistinguishable(ladder, at(0.8), at(1)), true)
    assert.equal(indistinguishable(ladder, at(0.7), at(1)), false)
    assert.equal(indistinguishable(ladder, at(0), at(0.01)), false)
  })
})
