// Does a penalty grow and fall as RFC 2439 says, and never faster than a receiver may see it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Damping } from '../../lib/config/service.ts'
import { belowAt, charged, isSuppressedAt, penaltyAt, spotless } from '../../lib/policy/penalty.ts'

const damping: Damping = { halfLifeMs: 900_000, suppress: 2000, reuse: 750, longestMs: 3_600_000 }
const coarse = 10_000
const life = damping.halfLifeMs

test('a penalty stays for the time that receivers may not see, and then halves every half-life', () => {
  const figure = charged(spotless, 1000, damping, 5000)
  const after = [0, coarse, coarse + life, coarse + 2 * life].map((ms) => penaltyAt(figure, damping, 5000 + ms))
  assert.deepEqual(after, [1000, 1000, 500, 250])
})

test('penalties add up, and a change that costs nothing begins the wait anew', () => {
  const twice = charged(charged(spotless, 1000, damping, 0), 500, damping, coarse + life)
  assert.equal(twice.penalty, 1000)
  assert.equal(penaltyAt(charged(twice, 0, damping, 2 * (coarse + life)), damping, 2 * (coarse + life) + coarse), 500)
})

test('a route that reached suppress is suppressed until its penalty is below reuse', () => {
  const figure = charged(charged(spotless, 1000, damping, 0), 1000, damping, 1)
  const reused = belowAt(figure, damping.reuse, damping)
  assert.deepEqual([1, life, reused - 2, reused].map((at) => isSuppressedAt(figure, damping, at)), [true, true, true, false]) // biome-ignore format: one line
  assert.equal(charged(figure, 0, damping, life).suppressed, true)
})

test('a penalty is below a limit exactly when it is said to be', () => {
  const figure = charged(spotless, 1000, damping, 0)
  for (const limit of [1, 375, 999.9, 1000]) {
    const at = belowAt(figure, limit, damping)
    assert.ok(penaltyAt(figure, damping, at) < limit && penaltyAt(figure, damping, at - 2) >= limit, `${limit}`)
  }
  assert.equal(belowAt(figure, 1001, damping), 0)
  assert.equal(belowAt(figure, 0, damping), Number.POSITIVE_INFINITY)
})
