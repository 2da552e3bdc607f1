// Does a lab show what our program changed, and leave out what it only said once more?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutRepetitions } from '../e2e/kit/said-once-more.ts'

const near = 'announce route 9.9.9.9/32 next-hop self'
const far = `${near} as-path [ 65010 ]`
const gone = 'withdraw route 9.9.9.9/32'
const inOtherWords = (line: string): string => line.replace('next-hop self', 'next-hop self origin igp')

const news = (...lines: readonly string[]): readonly string[] => withoutRepetitions(lines.map((text) => ({ text }))).map(({ text }) => text)

test('an announcement in other words and the one in its own words behind it are left out', () => {
  assert.deepEqual(news(near, inOtherWords(near), near, far), [near, far])
})

test('an announcement that was only half said once more when another took its place is shown when it returns', () => {
  assert.deepEqual(news(near, inOtherWords(near), gone, far, near), [near, gone, far, near])
})

test('what is said of another prefix in between changes nothing', () => {
  const other = 'announce route 8.8.8.8/32 next-hop self'
  assert.deepEqual(news(near, inOtherWords(near), other, near), [near, other])
})

test('a withdraw of what is withdrawn is left out, one of what was announced again is shown', () => {
  assert.deepEqual(news(near, gone, gone, near, gone), [near, gone, near, gone])
})
