// Do many lines at once leave others their turn?
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { linesInTurns } from '../../lib/io/lines-in-turns.ts'

const busyForMs = (ms: number): void => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('others have turns in the midst of many lines, which come in their order', async () => {
  const stream = new PassThrough({ encoding: 'latin1' })
  const taken: string[] = []
  stream.on(
    'data',
    linesInTurns(stream, 100, (line) => {
      busyForMs(1)
      taken.push(line)
    }),
  )
  const lines = Array.from({ length: 200 }, (_, index) => `${index}`)
  for (const half of [lines.slice(0, 100), lines.slice(100)]) stream.write(half.map((line) => `${line}\n`).join(''))
  let turns = 0
  while (taken.length < lines.length) {
    await turn()
    if (taken.length > 0) turns += 1
  }
  assert.ok(turns >= 10, `${turns}`)
  assert.deepEqual(taken, lines)
})
