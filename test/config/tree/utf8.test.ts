// Where is a text no UTF-8?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeUtf8 } from '../../../lib/config/tree/utf8.ts'

test('any text in UTF-8 is read as it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.deepEqual(decodeUtf8(Buffer.from(text)), { ok: true, text })))
})

test('the first byte that is none has a line and a column, counted in letters', () => {
  const place = (text: string) => decodeUtf8(Buffer.from(text, 'latin1'))
  assert.deepEqual(place('caf\u00e9'), { ok: false, line: 1, column: 4 })
  assert.deepEqual(place('# one\nweb: caf\u00e9\n'), { ok: false, line: 2, column: 9 })
  const mixed = Buffer.concat([Buffer.from('über: "\ufffd"\nü: '), Buffer.from([0xff]), Buffer.from('\n')])
  assert.deepEqual(decodeUtf8(mixed), { ok: false, line: 2, column: 4 })
})

test('whatever the bytes, the place is in the text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const decoded = decodeUtf8(bytes)
      if (decoded.ok) return
      const lines = Buffer.from(bytes).toString('latin1').split('\n')
      assert.ok(decoded.line >= 1 && decoded.line <= lines.length)
      assert.ok(decoded.column >= 1 && decoded.column <= (lines[decoded.line - 1]?.length ?? 0) + 1)
    }),
  )
})
