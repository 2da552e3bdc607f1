// How are many lines at once taken in, and everything else in time nevertheless?
import type { Readable } from 'node:stream'
import { now } from './clock.ts'
import { splitLines } from './split-lines.ts'

/** So long lines are handed on; then whoever waits for something else has a turn. */
const turnMs = 10

/** For the pieces of a stream: hands on each line, and lets the stream wait while some are left. */
export const linesInTurns = (stream: Readable, longest: number, onLine: (line: string) => void): ((piece: string) => void) => {
  let lines: string[] = []
  let next = 0
  const split = splitLines(longest, (line) => lines.push(line))
  const takeTurn = (): void => {
    const endsAt = now() + turnMs
    while (next < lines.length && now() < endsAt) onLine(lines[next++] ?? '')
    if (next < lines.length) {
      stream.pause()
      setImmediate(takeTurn)
      return
    }
    lines = []
    next = 0
    if (stream.isPaused()) stream.resume()
  }
  return (piece) => {
    split(piece)
    takeTurn()
  }
}
