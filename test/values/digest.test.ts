import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest } from '../../lib/values/digest.ts'

test('a digest is the 32-bit FNV-1a of the text, as its authors publish it', () => {
  assert.deepEqual(['', 'a', 'foobar'].map(digest), ['811c9dc5', 'e40c292c', 'bf9cf968'])
})
