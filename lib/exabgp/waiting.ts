// What was asked of ExaBGP and is not answered yet?
import type { AwaitedCommand } from './command.ts'

/** How long an answer may take before ExaBGP is asked whether it is there at all. A healthy one answers within a millisecond or two. */
export const answerWithinMs = 1000

/** A command that was written. */
export type Waiting = {
  readonly command: AwaitedCommand
  readonly line: string
  readonly since: number
  /** What 6.0 said before its `error`. */
  readonly complaint?: string
  /** How often ExaBGP was asked, since the answer is late, whether it is there. */
  readonly probes: 0 | 1 | 2
  /** When to ask it next; never while the question is out. */
  readonly probeAt: number
}

/**
 * `flushed`: nothing is acknowledged, and the command has left the process, or an ExaBGP that answers questions has read it. `unanswered`:
 * ExaBGP is there and will not answer any more.
 */
export type Outcome = 'done' | 'error' | 'flushed' | 'unanswered'
