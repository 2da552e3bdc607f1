// Where does the talk with ExaBGP stand: what does it understand, what did we ask, what does it announce for us?
import type { Prefix } from '../bgp/prefix.ts'
import type { Addressed, AddressedKey, Audience } from '../bgp/route.ts'
import type { EndOfRib, ExabgpConfig } from '../config/config.ts'
import { emptyHistogram, type Histogram } from '../values/histogram.ts'
import type { ListedRoute } from './answer.ts'
import type { Suspects } from './batch.ts'
import type { AwaitedCommand, Grammar } from './command.ts'
import type { ConversationNews } from './news.ts'
import type { Phase } from './phase.ts'
import { noQuestion, type Question } from './question.ts'
import { type Rib, ribOf } from './rib.ts'
import { nothingKnown, type Sessions } from './sessions.ts'

/** How long an answer may take before ExaBGP is asked whether it is there at all. A healthy one answers within a millisecond or two. */
export const answerWithinMs = 1000
/** How long the first question may stay unanswered before we speak without waiting for answers. */
export const greetWithinMs = 2000
/** How long the lines of the adj-RIB-out are awaited where nothing marks their end. */
export const recallWithinMs = 2000
/** How long a refresh may say no more than what is missing: a listing does not tell attributes. */
export const quietForMs = 3_600_000

/** In seconds. */
const answerBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5, 10]

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
type Refusal = { readonly wish: string; readonly until: number | undefined; readonly afterMs: number }

/** `count`: how often in a row it has changed with little time in between. */
type Change = Addressed & { readonly at: number; readonly count: number }

/** `since`: when it turned, or was first heard of. `changes`: how often it has turned since then. */
export type Turned = { readonly state: 'up' | 'down'; readonly since: number; readonly changes: number }

/** Since the start. `refused` and `unanswered` are commands about routes, and ends of announcements that were never answered. */
type Counts = { readonly commands: number; readonly refused: number; readonly unanswered: number }

/** A command that ExaBGP refused. */
type LastRefusal = { readonly at: number; readonly line: string; readonly complaint: string | undefined }

/** What ExaBGP lists of what it announces. */
export type Listing = {
  /** What has not been taken in yet, the newest line first. */
  readonly lines: ListingLine | undefined
  /** Until when lines are awaited where nothing marks their end; one that comes later counts as well. */
  readonly until: number | undefined
  /** Whether there has been one. */
  readonly listed: boolean
  /** Whether it is another than the first, which tells what a predecessor left. */
  readonly again: boolean
  /** When it is next held against what is wanted. */
  readonly compareAt: number
  /** When the last one that is whole was asked for. */
  readonly comparedAt: number
  /** What was listed and not wanted, and is not taken back once more: somebody else announces it. */
  readonly struck: ReadonlySet<AddressedKey>
  /** Neighbors for which nothing is listed although they should have something, and how often in a row that is so. */
  readonly bare: ReadonlyMap<string, number>
  /** Whether ExaBGP keeps what it announced and can send it again; undefined until a listing has told. */
  readonly caches: boolean | undefined
}

export type ListingLine = { readonly neighbor: string; readonly routes: readonly ListedRoute[]; readonly before: ListingLine | undefined }

/**
 * What ExaBGP acknowledged may not be what it sends: of several commands before the turn of a neighbor that does not read, or is away, the
 * older may win. What is in question is said once more when nothing has changed for a moment, again as long as such a neighbor may be
 * waiting, and then once more with the listing.
 */
export type Healing = {
  readonly inQuestion: ReadonlyMap<AddressedKey, Addressed>
  readonly at: number
  /** No round begins after it. */
  readonly until: number
  /** Whether the next round is the first since something came in question. */
  readonly first: boolean
  /** What this round has still to withdraw again. */
  readonly withdraw: readonly Addressed[]
  /** What this round has still to announce in another text, for an ExaBGP that cannot be made to send what it has. */
  readonly otherwise: readonly AddressedKey[]
  /** What this round has still to announce again: ExaBGP keeps no list, or has it in another text. */
  readonly announce: readonly AddressedKey[]
  /** Whether this round has still to make ExaBGP send what it has. */
  readonly flush: boolean
}

export type Settings = ExabgpConfig & {
  /** VIPs that this process is responsible for, by canonical text. */
  readonly vips: ReadonlyMap<string, Prefix>
  /** VIPs that an earlier run of this process may have announced and that it is not responsible for any more, by the same texts. */
  readonly former: ReadonlyMap<string, Prefix>
  /** Among whom the neighbors are divided, by the same texts; VIPs without this go to all of them together. */
  readonly audiences: ReadonlyMap<string, readonly Audience[]>
  /** Everything that this process may ever announce. */
  readonly range: readonly Addressed[]
  /** Whether another process may have announced some of it: then ExaBGP, which may keep no list, can have what it does not list. */
  readonly predecessor: boolean
}

/**
 * `flushed`: nothing is acknowledged, and the command has left the process, or an ExaBGP that answers questions has read it. `unanswered`:
 * ExaBGP is there and will not answer any more.
 */
export type Outcome = 'done' | 'error' | 'flushed' | 'unanswered'

export type Unheard = { readonly since: number; readonly said: boolean }

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

/** What a turn of the conversation leads to. */
export type Turn = { readonly conversation: Conversation; readonly lines: readonly string[]; readonly news: readonly ConversationNews[] }

export const turn = (conversation: Conversation, lines: readonly string[] = [], news: readonly ConversationNews[] = []): Turn => ({
  conversation,
  lines,
  news,
})

/** Hands the conversation that a turn led to on to the next, and keeps what both led to. */
export const andThen = (first: Turn, next: (conversation: Conversation) => Turn): Turn => {
  const second = next(first.conversation)
  return turn(second.conversation, [...first.lines, ...second.lines], [...first.news, ...second.news])
}

const nothingListed = (compareAt: number): Listing => ({
  lines: undefined,
  until: undefined,
  listed: false,
  again: false,
  compareAt,
  comparedAt: Number.NEGATIVE_INFINITY,
  bare: new Map(),
  struck: new Set(),
  caches: undefined,
})

/** `standalone`: nobody answers, as in a terminal. */
export const begin = (settings: Settings, at: number, standalone: boolean): Conversation => ({
  settings,
  grammar: {
    dialect: settings.dialect === 'auto' ? '5.0' : settings.dialect,
    neighbors: settings.neighbors,
    spelling: new Map(Object.entries(settings.spelling ?? {})),
  },
  phase: { kind: standalone ? 'mute' : 'unmet' },
  question: noQuestion,
  waiting: undefined,
  listing: nothingListed(at + settings.refreshMs),
  announced: standalone ? new Map() : assumed(settings.range),
  inherited: new Map(),
  refused: new Map(),
  suspects: new Map(),
  // A person has read it the first time.
  refresh: {
    at: standalone ? Number.POSITIVE_INFINITY : at + settings.refreshMs,
    queue: [],
    whole: false,
    wholeAt: at + quietForMs,
  },
  endOfRib: { due: settings.endOfRib, taken: false },
  neighbors: new Map(),
  sessions: nothingKnown,
  unheard: undefined,
  changes: new Map(),
  healing: nothingInQuestion,
  recent: [],
  turns: new Map(),
  counts: { commands: 0, refused: 0, unanswered: 0 },
  lastRefusal: undefined,
  answerMs: undefined,
  answers: emptyHistogram(answerBounds),
})

export const nothingInQuestion: Healing = {
  inQuestion: new Map(),
  at: Number.POSITIVE_INFINITY,
  until: 0,
  first: false,
  withdraw: [],
  otherwise: [],
  announce: [],
  flush: false,
}

/** A predecessor may have left all of it, until ExaBGP has said otherwise. */
export const assumed = (range: readonly Addressed[]): Rib =>
  ribOf(range.map((route) => ({ ...route, attributes: 'unknown' as const, assumed: true as const })))

/** Whether nothing is in flight, so that it is our turn. */
export const isIdle = ({ question, waiting }: Conversation): boolean => question.kind === 'none' && waiting === undefined
