// Do several checks speak with one voice?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { combine } from '../../lib/health/combine.ts'
import { everything, type Measure, nothing } from '../../lib/health/evidence.ts'
import { outcomeOf, standingAt } from '../../lib/policy/ladder.ts'
import { nonEmpty } from '../../lib/values/non-empty.ts'
import { tier } from '../engine/configs.ts'

const half = { capacity: 0.5, servers: 2 }
const most = { capacity: 0.75, servers: 1 }

describe('several checks', () => {
  it('count as the lowest of each form when all are required', () => {
    assert.deepEqual(combine([half, most, everything], 'all'), { capacity: 0.5, servers: 1 })
  })

  it('count as the highest of each form when any is enough', () => {
    assert.deepEqual(combine([half, most, nothing], 'any'), { capacity: 0.75, servers: 2 })
  })

  it('are pending while one that has not settled could still change the outcome', () => {
    assert.equal(combine([half, undefined], 'all'), undefined)
    assert.equal(combine([half, undefined], 'any'), undefined)
    assert.equal(combine([everything, undefined], 'all'), undefined)
    assert.equal(combine([nothing, undefined], 'any'), undefined)
  })

  it('are decided by one that nothing can outweigh', () => {
    assert.deepEqual(combine([nothing, undefined], 'all'), nothing)
    assert.deepEqual(combine([everything, undefined], 'any'), everything)
  })

  it('are decided as soon as what is open makes no difference to who asks', () => {
    const whole = { capacity: 1, servers: 4 }
    const sameCapacity = (one: Measure, other: Measure) => one.capacity === other.capacity
    assert.deepEqual(combine([whole, undefined], 'any', sameCapacity), whole)
    assert.equal(combine([half, undefined], 'any', sameCapacity), undefined)
  })

  it('never decide what the rest could still turn, whatever the tiers', () => {
    const measures = fc.record({ capacity: fc.constantFrom(0, 0.25, 0.5, 0.75, 1), servers: fc.integer({ min: 0, max: 4 }) })
    const ladders = fc
      .subarray([0.01, 0.25, 0.5, 0.75, 1], { minLength: 1 })
      .map((shares) => nonEmpty(shares.toReversed().map((one) => tier(one))))
    fc.assert(
      fc.property(
        fc.array(measures, { minLength: 1 }),
        fc.array(measures),
        fc.constantFrom('all', 'any'),
        ladders,
        (known, rest, require, tiers) => {
          const outcome = outcomeOf([...known, ...rest.map(() => undefined)], { tiers, require })
          const truth = outcomeOf([...known, ...rest], { tiers, require })
          if (outcome !== undefined && truth !== undefined)
            assert.equal(standingAt(tiers, outcome, undefined), standingAt(tiers, truth, undefined))
        },
      ),
    )
  })
})
