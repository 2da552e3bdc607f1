// Do the sessions of HAProxy agree with what is announced, as far as that can be told?
import { longAgo, type Milliseconds } from '../values/time.ts'

/** What is told of one service; it is said and never decides anything. */
export type Traffic = {
  /** Absent: nothing can be told, as statistics are not known, or it is neither announced as usual nor withdrawn. */
  readonly watched: 'announced' | 'withdrawn' | undefined
  /** Announced: when there was a session last, or since when it is announced. Withdrawn: when the minute began whose sessions are counted. */
  readonly since: Milliseconds
  /** Whether it has had sessions while it was announced. */
  readonly had: boolean
  /** Of that minute: new sessions so far, how many results our own probes had at its beginning, and whether it is the first, which belongs to the routers. */
  readonly fresh: number
  readonly probed: number
  readonly first: boolean
  readonly sign: TrafficSign | undefined
}

/**
 * `no-sessions`: announced for five minutes without any, although there were some before. `still-sessions`: withdrawn, and so many new ones in the
 * last minute.
 */
export type TrafficSign =
  | { readonly kind: 'no-sessions'; readonly since: Milliseconds }
  | { readonly kind: 'still-sessions'; readonly since: Milliseconds; readonly sessions: number }

export type TrafficNews = { readonly type: 'traffic'; readonly service: string } & (
  | { readonly sign: 'no-sessions' | 'still-sessions'; readonly sessions: number }
  /** What was said of it is over. */
  | { readonly sign: 'over'; readonly was: TrafficSign['kind'] }
)

export const untold: Traffic = { watched: undefined, since: longAgo, had: false, fresh: 0, probed: 0, first: true, sign: undefined }

/** A service that is announced without a session for so long is odd. */
export const quietMs = 300_000
/** New sessions of one that is withdrawn are counted over so long; they are the routers' for as long. */
export const lingerMs = 60_000
