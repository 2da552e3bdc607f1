// What does only the daemon know, and the state does not?
import type { ShadowSnapshot } from './shadow.ts'

/** Since the start, by the name of a hook; `skipped`: changes that a newer one of the same service overtook while it ran. */
export type HookFacts = { readonly hook: string; readonly runs: number; readonly failures: number; readonly skipped: number }

/** Why the last good configuration is in force and not what the file says; `what`: a sentence that also says what to do. */
export type Fallback = { readonly why: 'broken' | 'expired' | 'crashing' | 'taken back'; readonly what: string }

export type Facts = {
  /** Of the process; the same before and after a restart. */
  readonly name: string
  readonly pid: number
  /** Of this program. */
  readonly version: string
  readonly node: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Of the wall clock over the monotonic one: added to a reading of that it gives milliseconds since 1970. */
  readonly offsetMs: number
  /** Absent where flags alone configure. */
  readonly configPath?: string
  /** Of the effective configuration: 12 digits of its SHA-256. */
  readonly configHash: string
  /** Milliseconds since 1970. */
  readonly configLoadedAt: number
  /** Where events are recorded; absent where they are not. */
  readonly recordPath?: string
  /** Whether the file is another now than when it was loaded; absent while nobody knows. */
  readonly fileDiffers?: boolean
  /** Absent where the file is in force, or was when it was loaded. */
  readonly fallback?: Fallback
  /** Milliseconds since 1970 by which somebody has to confirm the configuration; absent where it is not on trial. */
  readonly confirmDeadline?: number
  /** Why the configuration before is about to come back; absent where it is not. */
  readonly goesBack?: string
  /** What became of the newest reload; `what`: in a few words. `undone`: it came into force, and the configuration before is in force again since then. */
  readonly lastReload?: { readonly at: number; readonly ok: boolean; readonly what: string; readonly undone?: true }
  /** What is wrong with the first configuration, a line each; absent where one is in force. */
  readonly configProblems?: readonly string[]
  /** Present where it only judges and changes nothing in ExaBGP. */
  readonly shadow?: ShadowSnapshot
  /** Absent where none was called. */
  readonly hooks?: readonly HookFacts[]
}

/** The wall clock at a reading of the monotonic clock, in whole milliseconds since 1970. */
export type Wall = (at: number) => number

export const wallClock =
  ({ offsetMs }: Pick<Facts, 'offsetMs'>): Wall =>
  (at) =>
    Math.round(at + offsetMs)
