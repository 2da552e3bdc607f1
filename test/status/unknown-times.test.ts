// Is it told for how long there was no evidence of a service, however many checks it has?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evidence } from '../../lib/health/evidence.ts'
import { unknown } from '../../lib/health/evidence.ts'
import { UnknownTimes } from '../../lib/status/unknown-times.ts'

const well: Evidence = { kind: 'measured', measure: { capacity: 1, servers: 1 }, reason: 'well' }

const taken = (news: readonly (readonly [time: number, check: string, evidence: Evidence])[]): UnknownTimes => {
  const times = new UnknownTimes()
  for (const [time, check, evidence] of news) times.take({ type: 'evidence', service: 'web', check, before: undefined, evidence }, time)
  return times
}

test('it begins with the first check that tells nothing and ends with the last', () => {
  const times = taken([
    [10, 'a', well],
    [20, 'a', unknown('no answer')],
    [30, 'b', unknown('no answer')],
    [40, 'a', unknown('garbage')],
    [50, 'a', well],
    [60, 'b', well],
  ])
  assert.deepEqual(times.of('web', false), [{ from: 20, until: 60 }])
})

test('one that lasts is told while the service is unknown: its check may have gone with a configuration', () => {
  const times = taken([[20, 'a', unknown('no answer')]])
  assert.deepEqual(times.of('web', true), [{ from: 20, until: Number.POSITIVE_INFINITY }])
  assert.deepEqual(times.of('web', false), [])
})

test('the newest hundred are kept', () => {
  const news = Array.from({ length: 400 }, (_, at) => [at, 'a', at % 2 === 0 ? unknown('no answer') : well] as const)
  const times = taken(news).of('web', false)
  assert.equal(times.length, 100)
  assert.deepEqual(times.at(-1), { from: 398, until: 399 })
})
