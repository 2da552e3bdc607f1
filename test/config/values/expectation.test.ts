// How is it read which answers of an HTTP server are good?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePattern, parseStatusRange } from '../../../lib/config/values/expectation.ts'

test('a status is a range of one', () => assert.deepEqual(parseStatusRange('204'), { ok: true, value: { from: 204, to: 204 } }))
test('a range is inclusive', () => assert.deepEqual(parseStatusRange('200-299'), { ok: true, value: { from: 200, to: 299 } }))
for (const text of ['', '99', '600', '299-200', '2xx', '200-', '200 - 299']) {
  test(`"${text}" is no status`, () => assert.equal(parseStatusRange(text).ok, false))
}

test('a text is found as it stands', () => assert.deepEqual(parsePattern('a.b*'), { ok: true, value: { kind: 'text', text: 'a.b*' } }))
test('a path is a text', () => assert.deepEqual(parsePattern('/healthz'), { ok: true, value: { kind: 'text', text: '/healthz' } }))
test('slashes make a regular expression', () =>
  assert.deepEqual(parsePattern('/^ok$/im'), { ok: true, value: { kind: 'regex', source: '^ok$', flags: 'im' } }))
for (const text of ['', '/(/', '/x/g', '/x/y', '/x/ii', '/a/b/c']) {
  test(`"${text}" is no pattern`, () => assert.equal(parsePattern(text).ok, false))
}
