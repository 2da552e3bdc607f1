// Can a text of others do anything to a terminal, or to the eyes of the one who reads it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { printable, printableJson } from '../../lib/log/printable.ts'

const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\u001b', '[', '3', '1', 'm', '\u202e', '\ud800', 'é') }),
)

test('whatever a text holds, it is one line without a control, an override of direction or a letter that is not seen', () => {
  fc.assert(fc.property(texts, (text) => !hidden.test(printable(text))))
  fc.assert(fc.property(texts, (text) => !hidden.test(printableJson({ [text]: text }))))
})

test('JSON says to a program what the text was', () => {
  fc.assert(fc.property(texts, (text) => assert.deepEqual(JSON.parse(printableJson({ text })), { text })))
})

test('hidden letters stand there as their numbers, visible ones as they are', () => {
  assert.equal(
    printable('\u001b[2J\n\u009b1m \u202egnp.exe\u2069 \u{e0041}é→🐱'),
    '\\x1b[2J\\x0a\\x9b1m \\u202egnp.exe\\u2069 \\u{e0041}é→🐱',
  )
  assert.equal(printableJson({ text: '\u202e\u{e0041}\u007f' }), '{"text":"\\u202e\\udb40\\udc41\\u007f"}')
})

test('of escape sequences only the colours of our own charts pass, and only where they are wanted', () => {
  assert.equal(printable('\u001b[32m##\u001b[0m\u001b[5m', { colours: true }), '\u001b[32m##\u001b[0m\\x1b[5m')
  assert.equal(printable('\u001b[32m'), '\\x1b[32m')
})

test('a text without end is cut, and it is told how much is missing', () => {
  const cut = printable('a'.repeat(1_000_000))
  assert.ok(cut.length < 33_000)
  assert.match(cut, /a… \(967232 more characters\)$/)
  assert.ok(printableJson({ text: 'a'.repeat(1_000_000) }).length < 33_000)
})
