// What does a check stand for, and what did it say last?

import type { CheckState } from '../engine/check-state.ts'
import { type Evidence, everything, type Measure } from '../health/evidence.ts'
import type { Wall } from './facts.ts'

export type CheckSnapshot = {
  readonly name: string
  readonly kind: 'backend' | 'frontend' | 'http' | 'tcp' | 'command'
  /** What counts, by rise and fall; absent until it has settled for the first time. */
  readonly settled?: MeasureSnapshot
  /** The newest result; absent until there is one. */
  readonly newest?: ResultSnapshot
  /** Since when the newest result has been unknown, or was for too long and has not settled since. */
  readonly unknownSince?: number
  readonly rise: number
  readonly fall: number
  /** Since the start: all results, those with no capacity, and those that told nothing. */
  readonly results: number
  readonly failures: number
  readonly unknown: number
  /** How long all of these results were awaited, together. */
  readonly durationMs: number
}

/** `servers` is absent where a check passes or fails as a whole. */
type MeasureSnapshot = { readonly capacity: number; readonly servers?: number }

/** `range`: the truth lies between `low` and `high`, as some servers are not verified yet. */
type ResultSnapshot = { readonly at: number; readonly reason: string } & (
  | ({ readonly kind: 'measured' } & MeasureSnapshot)
  | { readonly kind: 'range'; readonly low: MeasureSnapshot; readonly high: MeasureSnapshot }
  | { readonly kind: 'unknown' }
)

export const checkIn = (state: CheckState, wall: Wall): CheckSnapshot => {
  const { name, check, hysteresis, latest, latestAt, unknownSince, counts } = state
  return {
    name,
    kind: check.kind,
    ...(hysteresis.settled !== undefined && { settled: measureIn(hysteresis.settled, check.kind === 'backend') }),
    ...(latest !== undefined && latestAt !== undefined && { newest: resultIn(latest, wall(latestAt), check.kind === 'backend') }),
    ...(unknownSince !== undefined && { unknownSince: wall(unknownSince) }),
    rise: check.rise,
    fall: check.fall,
    ...counts,
  }
}

const resultIn = (evidence: Evidence, at: number, counts: boolean): ResultSnapshot => {
  const { reason } = evidence
  switch (evidence.kind) {
    case 'measured':
      return { kind: 'measured', at, reason, ...measureIn(evidence.measure, counts) }
    case 'range':
      return { kind: 'range', at, reason, low: measureIn(evidence.low, counts), high: measureIn(evidence.high, counts) }
    case 'unknown':
      return { kind: 'unknown', at, reason }
  }
}

/** `counts`: whether it counts servers; one that passes as a whole has enough of them. */
export const measureIn = ({ capacity, servers }: Measure, counts: boolean): MeasureSnapshot =>
  counts && servers !== everything.servers ? { capacity, servers } : { capacity }
