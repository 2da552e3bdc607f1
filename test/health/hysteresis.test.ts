// Are rise and fall exact?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { everything, nothing } from '../../lib/health/evidence.ts'
import { type Hysteresis, isQuiet, settle, unsettled } from '../../lib/health/hysteresis.ts'

// Marks: + passes, - fails. Seen after each: U settled up, D settled down, . not settled yet.
const rows: readonly (readonly [rise: number, fall: number, marks: string, seen: string])[] = [
  [1, 1, '+-+-', 'UDUD'],
  [1, 1, '-+', 'DU'],
  [3, 3, '+++', '..U'],
  [3, 3, '---', '..D'],
  [3, 3, '++-++-+++', '........U'],
  [1, 3, '++-+---', 'UUUUUUD'],
  [1, 3, '+---+', 'UUUDU'],
  [3, 1, '+++-++-+++', '..UDDDDDDU'],
  [2, 2, '-+-+--++--', '.....DDUUD'],
  [3, 3, '+++--+--+---', '..UUUUUUUUUD'],
  [2, 3, '---+-++', '..DDDDU'],
]

const capacityOf = (mark: string): number => (mark === '+' ? 1 : 0)

const settleAll = (capacities: readonly number[], rise: number, fall: number): readonly Hysteresis[] => {
  const states: Hysteresis[] = []
  let state = unsettled
  for (const capacity of capacities) {
    state = settle(state, { capacity, servers: capacity * 100 }, { rise, fall })
    states.push(state)
  }
  return states
}

describe('hysteresis', () => {
  for (const [rise, fall, marks, seen] of rows) {
    it(`with rise ${rise} and fall ${fall} makes ${seen} of ${marks}`, () => {
      const states = settleAll([...marks].map(capacityOf), rise, fall)
      assert.equal(states.map(({ settled }) => (settled === undefined ? '.' : settled.capacity === 0 ? 'D' : 'U')).join(''), seen)
    })
  }

  it('falls to the highest and rises to the lowest of the results that agree', () => {
    const states = settleAll([1, 1, 0.5, 0.25, 0.5, 0.75], 2, 2)
    assert.deepEqual(
      states.map(({ settled }) => settled?.capacity),
      [undefined, 1, 1, 0.5, 0.5, 0.5],
    )
  })

  it('settles the count of servers as it settles the share', () => {
    let state = settle(unsettled, { capacity: 1, servers: 4 }, { rise: 1, fall: 2 })
    state = settle(state, { capacity: 1, servers: 2 }, { rise: 1, fall: 2 })
    assert.deepEqual(state.settled, { capacity: 1, servers: 4 })
    state = settle(state, { capacity: 1, servers: 3 }, { rise: 1, fall: 2 })
    assert.deepEqual(state.settled, { capacity: 1, servers: 3 })
  })

  it('is quiet only while the newest result agrees with what is settled', () => {
    assert.equal(isQuiet(unsettled), false)
    const up = settle(unsettled, everything, { rise: 1, fall: 2 })
    assert.equal(isQuiet(up), true)
    assert.equal(isQuiet(settle(up, nothing, { rise: 1, fall: 2 })), false)
  })

  it('never passes a threshold without rise or fall results in a row beyond it', () => {
    const capacity = fc.constantFrom(0, 0.25, 0.5, 0.75, 1)
    const count = fc.integer({ min: 1, max: 4 })
    fc.assert(
      fc.property(
        fc.array(capacity, { maxLength: 60 }),
        count,
        count,
        fc.constantFrom(0.2, 0.4, 0.6, 0.8),
        (results, rise, fall, threshold) => {
          const states = settleAll(results, rise, fall)
          states.forEach(({ settled }, index) => {
            const before = states[index - 1]?.settled?.capacity
            if (settled === undefined || before === undefined) return
            if (before >= threshold && settled.capacity < threshold) {
              assert.ok(results.slice(index + 1 - fall, index + 1).every((one) => one < threshold))
            }
            if (before < threshold && settled.capacity >= threshold) {
              assert.ok(results.slice(index + 1 - rise, index + 1).every((one) => one >= threshold))
            }
          })
        },
      ),
    )
  })

  it('always follows rise or fall equal results in a row', () => {
    const capacity = fc.constantFrom(0, 0.5, 1)
    const count = fc.integer({ min: 1, max: 4 })
    fc.assert(
      fc.property(fc.array(capacity, { maxLength: 20 }), capacity, count, count, (results, last, rise, fall) => {
        const states = settleAll([...results, ...Array.from({ length: Math.max(rise, fall) }, () => last)], rise, fall)
        assert.equal(states.at(-1)?.settled?.capacity, last)
      }),
    )
  })
})
