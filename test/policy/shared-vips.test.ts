// Is it found what two processes announce to the same neighbor?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Claim, claimsOf, sharedBy } from '../../lib/policy/shared-vips.ts'
import { config, prefix, service } from '../engine/configs.ts'

const [nine, ten] = ['9.9.9.9/32', '9.9.9.10/32']
const rows: readonly (readonly [string, Claim, Claim, boolean])[] = [
  ['the same VIP for everybody', { nlri: nine }, { nlri: nine }, true],
  ['another VIP', { nlri: nine }, { nlri: ten }, false],
  ['another path', { nlri: nine }, { nlri: `${nine} path-information 2` }, false],
  ['the same for one of all', { nlri: nine }, { nlri: nine, to: ['10.0.0.2'] }, true],
  ['the same for other neighbors', { nlri: nine, to: ['10.0.0.3'] }, { nlri: nine, to: ['10.0.0.2'] }, false],
  ['the same for one of several', { nlri: nine, to: ['10.0.0.2', '10.0.0.3'] }, { nlri: nine, to: ['10.0.0.3', '10.0.0.4'] }, true],
]

for (const [what, one, other, isShared] of rows)
  test(`${what} is ${isShared ? '' : 'not '}shared`, () => {
    assert.deepEqual([sharedBy([one], [other]), sharedBy([other], [one])], isShared ? [[nine], [nine]] : [[], []])
  })

test('what a service may announce is claimed for the neighbors of the process, each NLRI of all tiers once', () => {
  const { exabgp, ...rest } = config([service({ vips: [prefix(nine), prefix(ten)] })])
  assert.deepEqual(claimsOf({ ...rest, exabgp }), [{ nlri: nine }, { nlri: ten }])
  assert.deepEqual(claimsOf({ ...rest, exabgp: { ...exabgp, neighbors: ['10.0.0.2'] } }), [
    { nlri: nine, to: ['10.0.0.2'] },
    { nlri: ten, to: ['10.0.0.2'] },
  ])
})
