// In which words do hooks of two configurations differ, and do they keep what a command holds?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generalDifferences } from '../../lib/config/differences.ts'
import type { Hook } from '../../lib/config/hooks.ts'
import { config } from '../engine/configs.ts'

const hook = (text: string, own: Partial<Hook> = {}): Hook => ({ on: ['down'], run: { kind: 'shell', text }, timeoutMs: 10_000, ...own })

const words = (before: readonly Hook[], after: readonly Hook[]): readonly string[] =>
  generalDifferences(config(undefined, { hooks: before }), config(undefined, { hooks: after })).map(({ what }) => what)

test('a hook that came, went or has another command is named by its program', () => {
  assert.deepEqual(words([], [hook('curl token:one')]), ['+ hook curl'])
  assert.deepEqual(words([hook('curl token:one')], []), ['- hook curl'])
  assert.deepEqual(words([hook('curl token:one')], [hook('curl token:two')]), ['hook curl has another command'])
  assert.deepEqual(words([hook('curl token:one')], [hook('curl token:one'), hook('curl token:two')]), ['+ hook curl #2'])
})

test('what else differs in a hook is told by the words of the file', () => {
  const [before, after] = [hook('notify'), hook('notify', { on: ['down', 'warm'], timeoutMs: 3000, service: 'web' })]
  assert.deepEqual(words([before], [after]), [
    'hook notify on down -> down warm',
    'hook notify timeout 10s -> 3s',
    'hook notify service none -> web',
  ])
})
