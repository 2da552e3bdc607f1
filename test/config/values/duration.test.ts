// How are durations read?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDuration } from '../../../lib/config/values/duration.ts'

const good = { '200ms': 200, '1s': 1000, '5m': 300_000, '24h': 86_400_000, '1': 1000, '0.2': 200, '1.5s': 1500, '1ms': 1 }

for (const [text, durationMs] of Object.entries(good)) {
  test(`${text} is ${durationMs} ms`, () => assert.deepEqual(parseDuration(text, 1), { ok: true, value: durationMs }))
}

for (const text of ['', '0', '0.4ms', '-1s', '1e3', '24.1h', '1d', 'Infinity', '0x10', '1s5ms', '99999999999999999999']) {
  test(`"${text}" is no duration from 1 ms to 24 h`, () =>
    assert.deepEqual(parseDuration(text, 1), { ok: false, expected: 'a duration such as 200ms, 1s or 5m, from 1ms to 24h' }))
}

const nearly = { '1 s': '1s', '5sec': '5s', '5S': '5s', '10 min': '10m', '2 hours': '2h', '250 msec': '250ms' }

for (const [text, meant] of Object.entries(nearly)) {
  test(`"${text}" is no duration, and ${meant} may be meant`, () =>
    assert.deepEqual(parseDuration(text, 1), { ok: false, expected: 'a duration such as 200ms, 1s or 5m, from 1ms to 24h', meant }))
}

test('a duration that is too long is not named as what is meant', () =>
  assert.deepEqual(parseDuration('100 h', 1), { ok: false, expected: 'a duration such as 200ms, 1s or 5m, from 1ms to 24h' }))

test('zero is a duration where the least is zero', () => assert.deepEqual(parseDuration('0', 0), { ok: true, value: 0 }))

test('the least is named in the unit that fits', () =>
  assert.deepEqual(parseDuration('999ms', 1000), { ok: false, expected: 'a duration such as 200ms, 1s or 5m, from 1s to 24h' }))
