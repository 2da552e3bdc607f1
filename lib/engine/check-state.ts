// What is known of a check?
import type { CheckKey } from '../config/check-key.ts'
import type { Check } from '../config/schema/checks/kinds.ts'
import type { Evidence } from '../health/evidence.ts'
import { type Hysteresis, isQuiet } from '../health/hysteresis.ts'
import type { Milliseconds } from '../values/time.ts'

export type CheckState = {
  readonly key: CheckKey
  readonly check: Check
  readonly name: string
  readonly hysteresis: Hysteresis
  /** The newest result, whether it counted or not. */
  readonly latest: Evidence | undefined
  readonly latestAt: Milliseconds | undefined
  /** Since when it has been unknown, but for ranges; where that was too long to count, until the check has settled anew. */
  readonly unknownSince: Milliseconds | undefined
  /** When the last server of its backend was taken away by hand, if all were; until one takes requests again, or may. */
  readonly drainedSince: Milliseconds | undefined
  readonly dueAt: Milliseconds
  /** Whether a probe is under way. Who waits for HAProxy's statistics is known where they are read. */
  readonly running: boolean
  /** When it was asked last. */
  readonly askedAt: Milliseconds | undefined
  /** When that happened of which its results have spoken since they last agreed with what is settled, as far as is known. */
  readonly signAt: Milliseconds | undefined
  readonly counts: CheckCounts
}

/** Since the start: all results that were taken, those without capacity, those that told nothing, and how long they were awaited, all together. */
export type CheckCounts = { readonly results: number; readonly failures: number; readonly unknown: number; readonly durationMs: number }

/** Whether its newest result counted and says what the check stands for. */
export const isSettled = ({ latest, hysteresis }: Pick<CheckState, 'latest' | 'hysteresis'>): boolean =>
  latest?.kind === 'measured' && isQuiet(hysteresis)
