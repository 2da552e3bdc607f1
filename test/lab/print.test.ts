// Does a lab print lines that a page can show?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrapped } from './kit/print.ts'

test('a long line is broken between words, and goes on further in', () => {
  assert.deepEqual(wrapped('one two three four', 9), ['one two', 'three', 'four'])
  assert.deepEqual(wrapped('    two words', 9), ['    two', 'words'])
})

test('a word is never broken', () => {
  assert.deepEqual(wrapped('/a/long/path and more', 8), ['/a/long/path', 'and', 'more'])
})
