// Does leaving reach every part, whatever one of them does?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Parts } from '../../lib/daemon/part.ts'

test('parts start as they come and stop from the youngest to the oldest, then what they hold is waited for', async () => {
  const seen: string[] = []
  const part = (name: string) => ({
    start: () => void seen.push(`${name} starts`),
    stop: () => void seen.push(`${name} stops`),
    flushed: async () => seen.push(`${name} flushed`),
  })
  const parts = new Parts()
  parts.add(part('pipe'))
  parts.add(part('loop'))
  await parts.end(400)
  assert.deepEqual(seen, ['pipe starts', 'loop starts', 'loop stops', 'pipe stops', 'pipe flushed', 'loop flushed'])
})

test('one that throws, one that rejects and one that never flushes keep no other from ending', async () => {
  const seen: string[] = []
  const parts = new Parts()
  parts.add({ stop: () => void seen.push('stopped'), flushed: async () => seen.push('flushed') })
  parts.add({ stop: () => assert.fail('planted'), flushed: () => assert.fail('planted') })
  parts.add({ flushed: () => Promise.reject(new Error('planted')) })
  parts.add({ flushed: () => new Promise(() => {}) })
  const started = performance.now()
  await parts.end(0)
  assert.deepEqual(seen, ['stopped', 'flushed'])
  assert.ok(performance.now() - started < 5000)
})
