// Is it said which steps of a service routers cannot tell apart?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { likenesses } from '../../lib/policy/likeness.ts'
import { asn, type Own, service, tier } from '../engine/configs.ts'

const of = (own: Own) => likenesses(service(own), asn(65010))

test('a tier, and down, that are announced as a tier above them', () => {
  assert.deepEqual(of({ tiers: [tier(0.75), tier(0.25, { prepend: 0 })], down: { prepend: 2 } }), [
    'tier 2 announces the same as tier 1: routers see no difference',
  ])
  assert.deepEqual(of({ tiers: [tier(0.75), tier(0.25, { asPath: [65010, 65010, 65010].map(asn) })], down: { prepend: 2 } }), [
    'down announces the same as tier 2: a dead node looks like one that serves',
  ])
  assert.deepEqual(of({ tiers: [tier(0.75), tier(0.5, { med: 5 }), tier(0.25, { med: 6 })], down: { med: 7 } }), [])
})

test('warm and drain that show on no tier', () => {
  const timed = { forMs: 60_000, attributes: {} }
  assert.deepEqual(of({ tiers: [tier(0.75), tier(0.25, { med: 5 })], warm: timed, drain: timed }), [
    'warm announces the same as the tiers: a node that comes back gets its whole share at once',
    'drain announces the same as before: nothing moves away until the withdraw',
  ])
  const showing = { forMs: 60_000, attributes: { med: 5 } }
  assert.deepEqual(of({ tiers: [tier(0.75), tier(0.25, { med: 5 })], warm: showing, drain: showing }), [])
})

test('for one neighbor alone two tiers may be the same', () => {
  const audiences = [
    { to: ['10.0.0.2'], attributes: {} },
    { to: ['10.0.0.3'], attributes: { prepend: 4 } },
  ] as const
  assert.deepEqual(of({ audiences, tiers: [tier(0.75), tier(0.25, { prepend: 2 })] }), [
    'tier 2 announces the same as tier 1 towards 10.0.0.3: routers see no difference',
  ])
})
