// Does the difference between two RIBs lead from one to the other?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { nextCommand } from '../../lib/exabgp/batch.ts'
import { keysOf } from '../../lib/exabgp/command.ts'
import { apply, difference, ribOf } from '../../lib/exabgp/rib.ts'
import { prefix } from '../engine/configs.ts'

const nobody = new Map()
const plain = { noNullPrototype: true }
const vip = fc.integer({ min: 0, max: 30 }).map((last) => prefix(last % 3 === 0 ? `2001:db8::${last}` : `192.0.2.${last}`))
const entry = fc.record(
  {
    nlri: fc.record({ prefix: vip }, plain),
    to: fc.constantFrom(['10.0.0.4'], ['10.0.0.5', '10.0.0.6']),
    attributes: fc.record({ nextHop: fc.constant('self'), med: fc.integer({ min: 0, max: 3 }) }, plain),
  },
  { ...plain, requiredKeys: ['nlri', 'attributes'] },
)
const rib = fc.array(entry, { maxLength: 40 }).map(ribOf)

describe('the difference of two RIBs', () => {
  it('leads from one to the other', () => {
    fc.assert(fc.property(rib, rib, (one, other) => assert.deepEqual(new Set(apply(one, difference(one, other, nobody))), new Set(other))))
  })

  it('is empty between equals', () => {
    fc.assert(
      fc.property(rib, (one) => assert.deepEqual(difference(one, ribOf([...one.values()]), nobody), { withdraw: [], announce: [] })),
    )
  })

  it('announces what is known only to be there, and withdraws it when it is not wanted', () => {
    const nlri = { prefix: prefix('9.9.9.9') }
    const left = ribOf([{ nlri, attributes: 'unknown' }])
    const wanted = { nlri, attributes: { nextHop: 'self' } }
    assert.deepEqual(difference(left, ribOf([wanted]), nobody), { withdraw: [], announce: [wanted] })
    assert.deepEqual(difference(left, new Map(), nobody), { withdraw: [{ nlri }], announce: [] })
    assert.deepEqual(difference(left, left, nobody), { withdraw: [], announce: [] })
  })

  it('goes out in commands of one family, one audience and one set of attributes, withdrawals first, each NLRI once for each audience', () => {
    fc.assert(
      fc.property(rib, rib, (one, other) => {
        let announced = one
        let announcing = false
        const said: string[] = []
        for (;;) {
          const command = nextCommand(difference(announced, other, nobody), new Map())
          if (command === undefined) break
          assert.ok(command.kind === 'announce' || command.kind === 'withdraw')
          assert.ok(command.kind === 'announce' || !announcing)
          announcing = command.kind === 'announce'
          assert.equal(new Set(command.routes.map(({ nlri }) => nlri.prefix.family)).size, 1)
          assert.equal(new Set(command.routes.map(({ to }) => to?.join())).size, 1)
          said.push(...keysOf(command))
          announced = apply(
            announced,
            command.kind === 'announce' ? { withdraw: [], announce: command.routes } : { withdraw: command.routes, announce: [] },
          )
        }
        assert.deepEqual(new Set(announced), new Set(other))
        assert.equal(new Set(said).size, said.length)
      }),
    )
  })
})
