// How does the talk with ExaBGP begin?
import type { Addressed } from '../bgp/route.ts'
import { emptyHistogram } from '../values/histogram.ts'
import type { Conversation } from './conversation.ts'
import { trusting } from './distrust.ts'
import { nothingInQuestion } from './healing-state.ts'
import type { Listing } from './listing-state.ts'
import { noQuestion } from './question.ts'
import { quietForMs } from './refresh.ts'
import { type Rib, ribOf } from './rib.ts'
import { nothingKnown } from './sessions.ts'
import type { Settings } from './settings.ts'

/** In seconds. */
const answerBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5, 10]

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
  aside: new Map(),
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
  distrust: trusting,
  turns: new Map(),
  counts: { commands: 0, refused: 0, unanswered: 0 },
  lastRefusal: undefined,
  answerMs: undefined,
  answers: emptyHistogram(answerBounds),
})

const nothingListed = (compareAt: number): Listing => ({
  lines: undefined,
  until: undefined,
  listed: false,
  by: new Set(),
  failures: 0,
  again: false,
  compareAt,
  comparedAt: Number.NEGATIVE_INFINITY,
  bare: new Map(),
  struck: new Set(),
  caches: undefined,
})

/** A predecessor may have left all of it, until ExaBGP has said otherwise. */
export const assumed = (range: readonly Addressed[]): Rib =>
  ribOf(range.map((route) => ({ ...route, attributes: 'unknown' as const, assumed: true as const })))
