// Does a line that is too long leave nothing of itself behind?
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { splitLines } from '../../lib/io/split-lines.ts'

const linesOf = (pieces: readonly string[], longest: number): readonly string[] => {
  const lines: string[] = []
  const take = splitLines(longest, (line) => lines.push(line))
  for (const piece of pieces) take(piece)
  return lines
}

it('lines are the same however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '\n') })), (pieces) => {
      assert.deepEqual(linesOf(pieces, 100_000), pieces.join('').split('\n').slice(0, -1))
    }),
  )
})

it('the end of a line that is too long is no line of its own', () => {
  assert.deepEqual(linesOf(['done\nxxxxxx', 'shutdown\ndone\nxx', '\n'], 5), ['done', 'done', 'xx'])
  assert.deepEqual(linesOf(['xxxxxx', 'x', 'shutdown', '\n', 'done\n'], 5), ['done'])
})
