// Does every value come back as it was?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decode, encode } from '../../lib/record/codec.ts'

const value = fc.anything({
  withMap: true,
  withSet: true,
  withObjectString: false,
  withNullPrototype: false,
  key: fc.oneof(fc.string(), fc.constantFrom('$map', '$same', '__proto__')),
})

describe('the codec', () => {
  it('gives back any plain value, on one line', () => {
    fc.assert(
      fc.property(value, (one) => {
        const text = encode(one)
        assert.doesNotMatch(text, /[\r\n]/)
        assert.deepEqual(decode(text), { ok: true, value: one })
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps numbers that JSON lacks, and undefined apart from absent', () => {
    const odd = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -0,
      Number.MIN_VALUE,
      Number.MAX_SAFE_INTEGER,
      0.1 + 0.2,
      { a: undefined },
      {},
    ]
    assert.deepEqual(decode(encode(odd)), { ok: true, value: odd })
  })

  it('gives back what stood in several places as one and the same', () => {
    const prefix = { text: '192.0.2.1/32' }
    const map = new Map([[prefix, { prefix }]])
    const read = decode(encode({ map, list: [prefix, prefix], again: map }))
    assert.ok(read.ok && typeof read.value === 'object' && read.value !== null)
    const { list, again, ...rest }: Record<string, unknown> = { ...read.value }
    assert.ok(Array.isArray(list) && again instanceof Map)
    assert.equal(list[0], list[1])
    assert.equal(again, rest.map)
    assert.equal(again.get(list[0]).prefix, list[0])
  })

  it('refuses to write what has a life', () => {
    for (const alive of [() => {}, new Date(0), Symbol('s'), 1n]) assert.throws(() => encode({ alive }), /cannot be written to a record/)
  })

  it('reads nothing that it did not write', () => {
    for (const text of ['', '{', '{"$odd":1}', '{"$same":7}', '{"$map":1}', '[{"$set":{}}]']) assert.equal(decode(text).ok, false, text)
  })
})
