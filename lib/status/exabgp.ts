// What is known of ExaBGP, and how does the talk with it go?

import { nlriKey } from '../bgp/route.ts'
import type { State } from '../engine/state.ts'
import type { Conversation } from '../exabgp/conversation.ts'
import { acknowledges, versionOf } from '../exabgp/phase.ts'
import type { DesiredRib, Rib } from '../exabgp/rib.ts'
import type { Histogram } from '../values/histogram.ts'
import { remembering } from '../values/remembering.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Wall } from './facts.ts'

export type ExabgpSnapshot = {
  /** Absent until it has told. */
  readonly version?: string
  /** The grammar of the commands: `4.2`, `5.0`, `6.0`. */
  readonly dialect: string
  /** Whether every command is answered with done or error; absent while that is not known. */
  readonly acks?: boolean
  /** How long the command in flight, or the question whether ExaBGP reads, has been waiting; absent where nothing is. */
  readonly oldestCommandMs?: number
  /** How long the last answer took. */
  readonly answerMs?: number
  /** How long answers took since the start, in seconds. */
  readonly answers: Histogram
  /** The last command that was refused. */
  readonly lastRefusal?: { readonly time: number; readonly command: string; readonly reason?: string }
  /** Routes that ExaBGP refused and that are tried again. */
  readonly refusedRoutes: number
  /** What ExaBGP has, or may have, and is to have no more, also of services that are gone; absent where that is nothing. */
  readonly withdrawing?: readonly string[]
  /** Commands sent since the start, those that were refused, and those that were never answered. */
  readonly commands: number
  readonly refused: number
  readonly unanswered: number
}

/** `wanted`: what it should announce, all services together. */
export const exabgpIn = ({ exabgp }: State, wanted: DesiredRib, at: Milliseconds, wall: Wall): ExabgpSnapshot => {
  const { phase, grammar, counts, lastRefusal, answerMs, answers } = exabgp
  const withdrawing = leaving(exabgp.announced, wanted)
  const [version, acks, since] = [versionOf(phase), acknowledges(phase), waitingSince(exabgp)]
  return {
    ...(version !== undefined && { version }),
    dialect: grammar.dialect,
    ...(acks !== undefined && { acks }),
    ...(since !== undefined && { oldestCommandMs: Math.round(at - since) }),
    ...(answerMs !== undefined && { answerMs: Math.round(answerMs * 100) / 100 }),
    answers,
    ...(lastRefusal !== undefined && { lastRefusal: refusalAt(lastRefusal, wall) }),
    refusedRoutes: exabgp.refused.size,
    ...(withdrawing.length > 0 && { withdrawing }),
    ...counts,
  }
}

const leaving = remembering((announced: Rib, wanted: DesiredRib): readonly string[] => {
  const gone = [...announced].filter(([key]) => !wanted.has(key))
  return [...new Set(gone.map(([, { nlri }]) => nlriKey(nlri)))]
})

const refusalAt = ({ at, line, complaint }: NonNullable<Conversation['lastRefusal']>, wall: Wall) => ({
  time: wall(at),
  command: line,
  ...(complaint !== undefined && { reason: complaint }),
})

const waitingSince = ({ waiting, question }: Conversation): number | undefined =>
  waiting?.since ?? (question.kind === 'asked' ? question.since : undefined)
