// What is known of HAProxy, and of how it is listened to?
import type { Config } from '../config/config.ts'
import type { AgentOrders } from '../haproxy/agents.ts'
import type { Served } from '../haproxy/by-hand.ts'
import { type Maintained, nobodyAway } from '../haproxy/returns.ts'
import type { Outline } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import { longAgo, type Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'

export type HaproxyState = {
  /** Whether a snapshot is being taken, never more than one, and whether for checks that are due, because of a hint, or on the tour of all servers. */
  readonly reading: false | 'due' | 'hinted' | 'tour'
  /** Which checks wait for it, as they were when it was begun: one that is something else by now is asked again. */
  readonly waiting: ReadonlySet<CheckState>
  /** When the newest one was begun. */
  readonly askedAt: Milliseconds
  /** Whether something has happened in HAProxy since then. */
  readonly hinted: boolean
  /** When the first of that did; and of what the newest snapshot answers. */
  readonly happenedAt: Milliseconds | undefined
  readonly answersOf: Milliseconds | undefined
  readonly ring: RingState
  readonly hearing: Hearing
  readonly pid: number | undefined
  /** Since when that process answers: one before it may still hold sessions. Long ago where nobody tells. */
  readonly answersSince: Milliseconds
  /** When the last snapshot was accepted, or else when the process began to ask. */
  readonly acceptedAt: Milliseconds
  /** Since when only a process that is stopping has answered. */
  readonly stoppingSince: Milliseconds | undefined
  /** Servers that HAProxy has not verified yet, by `proxy/server`, and since when. */
  readonly unverified: ReadonlyMap<string, Milliseconds>
  readonly maintenance: Maintained
  readonly agents: AgentOrders
  /** By backend. */
  readonly served: ReadonlyMap<string, Served>
  /** Whether it has so many servers that not every look is at all of them. */
  readonly large: boolean
  /** Absent over HTTP, and before it has told. */
  readonly version: string | undefined
  /** Why the last look at its statistics gave nothing, and since when that is so. */
  readonly fault: { readonly reason: string; readonly since: Milliseconds } | undefined
  readonly counts: HaproxyCounts
  /** Absent while a look at all servers is under way; what is asked for besides an outline is what this lacks. */
  readonly known: Known | undefined
}

/** Since the start: processes that answered, events of the ring, looks at the statistics that ended, and those that gave nothing. */
type HaproxyCounts = { readonly processes: number; readonly events: number; readonly looks: number; readonly lookFailures: number }

/** What looks at servers said, to be counted again while the outline from just before them stays the same. */
export type Known = {
  readonly outline: Outline
  /** What was looked at longest ago comes first. */
  readonly evidence: ReadonlyMap<string, Dated>
  /** When the tour of all servers goes on. */
  readonly tourAt: Milliseconds
  /** What was looked at before then does not wait for its turn. */
  readonly staleBefore: Milliseconds
}

/** Evidence from a look at so many servers. */
export type Dated = { readonly proxy: string; readonly servers: number; readonly evidence: Evidence; readonly at: Milliseconds }

/**
 * `unwanted`: no ring is configured. `live`: a connection follows it at this moment. `pid`: the process of HAProxy that was followed last.
 * `reason`: why the ring is unavailable, else empty.
 */
export type RingState = {
  readonly standing: 'unwanted' | 'sought' | 'following' | 'lost' | 'unavailable'
  readonly live: boolean
  readonly pid: number | undefined
  readonly reason: string
}

/** What tells whether the ring speaks of every backend. */
export type Hearing = {
  /** The process of HAProxy that is known to be followed. */
  readonly pid: number | undefined
  /** When it said something last, or began to be followed. */
  readonly heardAt: Milliseconds
  /** By backend of the process that is followed: when the newest look at its servers began, and which of them were down. */
  readonly looked: ReadonlyMap<string, { readonly at: Milliseconds; readonly down: ReadonlySet<string> }>
  /** It went down without a word, as was found then. */
  readonly suspect: { readonly at: Milliseconds; readonly backend: string; readonly server: string } | undefined
  /** Backends of which it says nothing; nothing is said twice of them. */
  readonly silent: ReadonlySet<string>
}

export const nobody: ReadonlySet<CheckState> = new Set()

/** Before HAProxy was asked anything. */
export const unasked = ({ events }: Config['haproxy'], at: Milliseconds): HaproxyState => ({
  reading: false,
  waiting: nobody,
  askedAt: longAgo,
  hinted: false,
  happenedAt: undefined,
  answersOf: undefined,
  ring: { standing: events === undefined ? 'unwanted' : 'sought', live: false, pid: undefined, reason: '' },
  hearing: { pid: undefined, heardAt: at, looked: new Map(), suspect: undefined, silent: new Set() },
  pid: undefined,
  answersSince: longAgo,
  acceptedAt: at,
  stoppingSince: undefined,
  unverified: new Map(),
  maintenance: nobodyAway,
  agents: new Map(),
  served: new Map(),
  large: false,
  version: undefined,
  fault: undefined,
  counts: { processes: 0, events: 0, looks: 0, lookFailures: 0 },
  known: undefined,
})
