// Where does the talk with ExaBGP stand: what does it understand, what did we ask, what does it announce for us?
import type { Addressed, AddressedKey } from '../bgp/route.ts'
import type { EndOfRib } from '../config/exabgp.ts'
import type { Histogram } from '../values/histogram.ts'
import type { Suspects } from './batch.ts'
import type { Grammar } from './command.ts'
import type { Healing } from './healing-state.ts'
import type { Listing } from './listing-state.ts'
import type { Phase } from './phase.ts'
import type { Question } from './question.ts'
import type { Rib } from './rib.ts'
import type { Sessions } from './sessions.ts'
import type { Settings } from './settings.ts'
import type { Waiting } from './waiting.ts'

export type Conversation = {
  readonly settings: Settings
  readonly grammar: Grammar
  readonly phase: Phase
  /** Whether ExaBGP has read what was written. */
  readonly question: Question
  /** The one command in flight. */
  readonly waiting: Waiting | undefined
  readonly listing: Listing
  readonly announced: Rib
  /** What of former VIPs is there, as long as nobody knows whose it is; never withdrawn. */
  readonly inherited: Rib
  /** What is to be withdrawn from neighbors that ExaBGP does not have for the time being, and that are none of ours any more. */
  readonly aside: Rib
  /** Routes whose last command failed, and which command that was; not tried again before `until`. */
  readonly refused: ReadonlyMap<AddressedKey, Refusal>
  readonly suspects: Suspects
  readonly refresh: Refresh
  /** What is still to be said to those who wait for the end of all announcements, and whether ExaBGP has taken it before. */
  readonly endOfRib: { readonly due: readonly EndOfRib[]; readonly taken: boolean }
  /** What ExaBGP last said about each neighbor. */
  readonly neighbors: ReadonlyMap<string, 'up' | 'down'>
  readonly sessions: Sessions
  /** Present while something is announced and no session is up. */
  readonly unheard: Unheard | undefined
  /** What was said or withdrawn by this process, and when that changed last. */
  readonly changes: ReadonlyMap<AddressedKey, Change>
  readonly healing: Healing
  /** The last commands about routes that ended, the newest last: an answer that nobody awaits may belong to them. */
  readonly recent: readonly (readonly Addressed[])[]
  readonly distrust: Distrust
  /** By address of a neighbor what it does, and since when, however that is known. */
  readonly turns: ReadonlyMap<string, Turned>
  readonly counts: Counts
  readonly lastRefusal: LastRefusal | undefined
  /** How long the last answer took. */
  readonly answerMs: number | undefined
  /** How long answers took, in seconds. */
  readonly answers: Histogram
}

/**
 * When what is announced is said again, and what of it is still to be said. `whole`: a neighbor came up, so the next says everything; `wholeAt`:
 * by then one does in any case.
 */
type Refresh = { readonly at: number; readonly queue: readonly AddressedKey[]; readonly whole: boolean; readonly wholeAt: number }

/** `until`: undefined once it may be tried again. `afterMs`: how long it was put off; twice as long the next time. */
export type Refusal = { readonly wish: string; readonly until: number | undefined; readonly afterMs: number }

/** `until`: by then nothing is said again for an answer that nobody awaited, or whatever `isDue` is. `afterMs`: how long that is put off. */
type Distrust = { readonly until: number; readonly afterMs: number; readonly isDue: boolean }

/** `count`: how often in a row it has changed with little time in between. */
type Change = Addressed & { readonly at: number; readonly count: number }

/** `since`: when it turned, or was first heard of. `changes`: how often it has turned since then. */
export type Turned = { readonly state: 'up' | 'down'; readonly since: number; readonly changes: number }

/** Since the start. `refused` and `unanswered` are commands about routes, and ends of announcements that were never answered. */
type Counts = { readonly commands: number; readonly refused: number; readonly unanswered: number }

/** A command that ExaBGP refused. */
type LastRefusal = { readonly at: number; readonly line: string; readonly complaint: string | undefined }

export type Unheard = { readonly since: number; readonly said: boolean }

/** Whether nothing is in flight, so that it is our turn. */
export const isIdle = ({ question, waiting }: Conversation): boolean => question.kind === 'none' && waiting === undefined
