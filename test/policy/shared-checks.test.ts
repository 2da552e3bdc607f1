// As what does a check count that all sites share?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everything, type Measure, nothing } from '../../lib/health/evidence.ts'
import { countedAs } from '../../lib/policy/shared-checks.ts'
import { backend, command, type Own, service, tier } from '../engine/configs.ts'

const shared = command({ shared: true })
const two = [tier(0.75), tier(0.01, { prepend: 4 })]
const lowest: Measure = { capacity: 0.01, servers: 0 }
const three: Own['tiers'] = [tier(0.75), { ...tier(0.5), enter: { measure: 'servers', least: 2 } }]

const cases: readonly (readonly [what: string, own: Own, settled: Measure | undefined, counts: Measure | undefined])[] = [
  ['passing, as what it is', { tiers: two }, everything, everything],
  ['failing, as the lowest tier', { tiers: two }, nothing, lowest],
  ['not settled, as nothing yet', { tiers: two }, undefined, undefined],
  ['failing above a tier that counts servers, as so many', { tiers: three }, nothing, { capacity: 0, servers: 2 }],
  ['failing before a last resort, as what it is: nothing is withdrawn', { tiers: two, down: { prepend: 6 } }, nothing, nothing],
  ['failing beside others of which any is enough, as what it is', { tiers: two, require: 'any' }, nothing, nothing],
  ['failing, the only one, of which any is enough, as the lowest tier', { tiers: two, require: 'any', checks: [shared] }, nothing, lowest],
]

for (const [what, own, settled, counts] of cases) {
  test(what, () => assert.deepEqual(countedAs(service({ checks: [backend(), shared], ...own }), shared, settled), counts))
}

test('a check that is not shared counts as what it is', () => {
  assert.equal(countedAs(service({ tiers: two }), command(), nothing), nothing)
})
