// Is it said where routers would prefer a service that can serve less?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attributes } from '../../lib/bgp/attribute-table.ts'
import { attractions } from '../../lib/policy/attraction.ts'
import { asn, service, tier } from '../engine/configs.ts'

const because = ': routers prefer this node when it can serve less'
const of = (...[above, below, down]: readonly Attributes[]) =>
  attractions(service({ tiers: [tier(0.75, above), tier(0.5, below)], down: down ?? 'withdraw' })).map((line) => line.replace(because, ''))

test('a lower tier, and down, with a better route are named with what decides', () => {
  assert.deepEqual(of({ prepend: 3 }, {}, { prepend: 1 }), [
    'tier 2 (prepend 0) is a better route than tier 1 (prepend 3)',
    'down (prepend 1) is a better route than tier 1 (prepend 3)',
  ])
  assert.deepEqual(of({ med: 5 }, { med: 4 }), ['tier 2 (med 4) is a better route than tier 1 (med 5)'])
  assert.deepEqual(of({ localPreference: 50 }, { prepend: 9 }), [
    'tier 2 (local-preference 100) is a better route than tier 1 (local-preference 50)',
  ])
  const asPath = [65010, 65010, 65010].map(asn)
  assert.deepEqual(of({ asPath }, { prepend: 1 }), ['tier 2 (prepend 1) is a better route than tier 1 (an as-path of 3)'])
})

test('one that is as good, or worse by what decides first, is not', () => {
  assert.deepEqual(of({ med: 5 }, { med: 5 }), [])
  assert.deepEqual(of({ med: 5 }, { prepend: 1 }), [])
  assert.deepEqual(of({ prepend: 4 }, { localPreference: 50 }, { localPreference: 1 }), [])
})

test('for one neighbor alone down may be the better route', () => {
  const audiences = [{ attributes: {} }, { to: ['10.0.0.3'], attributes: { prepend: 4 } }] as const
  assert.deepEqual(attractions(service({ audiences, tiers: [tier(0.5, {})], down: { prepend: 2 } })), [
    `down (prepend 2) is a better route than tier 1 (prepend 4) towards 10.0.0.3${because}`,
  ])
})
