// Is what is written bit by bit the same JSON?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonPieces } from '../../lib/io/json-pieces.ts'

test('the pieces are what JSON.stringify makes of it, and a line end', () => {
  const lists = fc.array(fc.jsonValue(), { maxLength: 120 })
  const records = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), lists, fc.constant(undefined)))
  fc.assert(
    fc.property(fc.oneof(records, fc.jsonValue()), (value) => {
      assert.equal([...jsonPieces(value)].join(''), `${JSON.stringify(value)}\n`)
    }),
  )
})

test('no piece has more than 50 elements of a list', () => {
  const pieces = [...jsonPieces({ of: 1, ones: Array(120).fill(1), twos: Array(50).fill(2), none: [] })]
  assert.deepEqual(
    pieces.map((piece) => piece.match(/[12](?=[,\]])/g)?.length),
    [51, 50, 70],
  )
})
