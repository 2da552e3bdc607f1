// Does doctor ask all at the same time, and is who hangs given up and named?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asking, crowdOf, giveUpAfter } from '../../lib/commands/doctor/asking.ts'
import type { Facts } from '../../lib/doctor/check.ts'

type Gatherers = Parameters<typeof asking<undefined>>[0]

/** A fact that is not among them is not asked for. */
const only = (some: Partial<Gatherers>): Gatherers => some as Gatherers

const soonMs = 50
const never = new Promise<never>(() => {})

test('no question waits for the answer of another, and none is asked twice', async () => {
  const asked: string[] = []
  let answer = (): void => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  const slow = <Value>(name: keyof Facts, value: Value) => {
    const gather = async (): Promise<Value> => {
      asked.push(name)
      await answered
      return value
    }
    return [name, gather] as const
  }
  const ask = asking(
    only(Object.fromEntries([slow('validation', 'valid'), slow('clock', true), slow('running', []), slow('unit', undefined)])),
    undefined,
    60_000,
  )
  const all = Promise.all([ask('validation'), ask('clock'), ask('running'), ask('unit'), ask('validation')])
  assert.deepEqual(asked, ['validation', 'clock', 'running', 'unit'])
  answer()
  assert.deepEqual(await all, ['valid', true, [], undefined, 'valid'])
})

test('who does not answer is given up and named, and others are heard', async () => {
  const ask = asking(only({ validation: () => never, unit: () => never, clock: async () => true }), undefined, soonMs)
  const [validation, unit, clock] = await Promise.allSettled([ask('validation'), ask('unit'), ask('clock')])
  const reasons = [validation, unit].map((one) => (one?.status === 'rejected' ? one.reason.message : one))
  assert.deepEqual(reasons, [
    'no answer within 0.05 s from ExaBGP, which is to validate its configuration',
    'no answer within 0.05 s from systemctl',
  ])
  assert.deepEqual(clock, { status: 'fulfilled', value: true })
})

test('where others want the processors too all may take longer, and on a quiet machine nothing may', () => {
  assert.deepEqual(
    [[0, 2], [2, 2], [5, 2], [40, 2]].map(([load = 0, processors = 1]) => crowdOf(load, processors)), // biome-ignore format: one line
    [1, 1, 2.5, 3],
  )
})

test('what is asked late, behind an answer that took its time, is given up at the same moment', async () => {
  const inTime = giveUpAfter(soonMs)
  await inTime(never).catch(() => {})
  await assert.rejects(inTime(never, ' from ip'), /^Error: no answer within 0\.05 s from ip$/)
})
