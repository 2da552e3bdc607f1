// Can a person tell what failed from the end of a log?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Result, summary } from './summary.ts'

const passed: Result = { file: 'test/a.test.ts', title: 'holds', outcome: 'passed', detail: '', durationMs: 5 }

const failed = (title: string, lines: number): Result => ({
  ...passed,
  title,
  outcome: 'failed',
  detail: Array.from({ length: lines }, (_, index) => `line ${index + 1} of ${title}`).join('\n'),
})

test('the counts stand alone on the last line', () => {
  assert.equal(summary([passed]).split('\n').at(-1), '1 passed, 0 failed')
  assert.equal(
    summary([passed, failed('breaks', 400)])
      .split('\n')
      .at(-1),
    '1 passed, 1 failed',
  )
})

test('a failure with a long output is named, and begins, in the last lines; all of it stands above', () => {
  const lines = summary([failed('breaks', 400), passed, failed('is wrong', 2)]).split('\n')
  const end = lines.slice(lines.lastIndexOf('Failed'))
  assert.ok(end.length <= 60)
  assert.deepEqual(
    end.filter((line) => line.startsWith('  test/')),
    ['  test/a.test.ts  breaks', '  test/a.test.ts  is wrong'],
  )
  assert.ok(end.includes('      line 15 of breaks'))
  assert.ok(end.includes('      … 385 more lines above'))
  assert.ok(end.includes('      line 2 of is wrong'))
  assert.ok(lines.includes('      line 400 of breaks'))
})

test('many failures share the last lines', () => {
  const lines = summary(Array.from({ length: 10 }, (_, index) => failed(`test ${index}`, 30))).split('\n')
  assert.ok(lines.length - lines.lastIndexOf('Failed') <= 60)
  assert.ok(lines.slice(-60).includes('  test/a.test.ts  test 0'))
})
