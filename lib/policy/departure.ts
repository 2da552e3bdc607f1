// An operator wants the service gone: is it still announced, unattractively, or withdrawn already?
import type { Drain } from '../config/service.ts'
import { after, earliest, type Milliseconds, never } from '../values/time.ts'

type Departure = { readonly verdict: 'draining' | 'maintenance'; readonly reviewAt: Milliseconds }

/** What stands behind a departure: the file, hands in HAProxy, or an order, which may want it otherwise than configured. */
export type Wish = { readonly since: Milliseconds; readonly forMs?: number; readonly sessions?: number }

/** What several wishes come to: since the first of them, until the first of their ends. */
export type Ordered = { readonly since: Milliseconds; readonly overAt: Milliseconds; readonly sessions?: number }

/** Undefined where nobody wants the service gone. */
export const together = (wishes: readonly Wish[], drain: Drain | undefined): Ordered | undefined => {
  if (wishes.length === 0) return undefined
  const thresholds = [drain?.sessions, ...wishes.map(({ sessions }) => sessions)].filter((one) => one !== undefined)
  return {
    since: earliest(...wishes.map(({ since }) => since)),
    overAt: earliest(...wishes.map(({ since, forMs = drain?.forMs ?? 0 }) => after(since, forMs))),
    ...(thresholds.length > 0 && { sessions: Math.max(...thresholds) }),
  }
}

/**
 * A departure that was ordered. Its time runs from the order itself, so that a process that was started in the middle of it goes on where its
 * predecessor was. `sessions`: how many HAProxy has now, undefined where nobody knows.
 */
export const depart = (
  drain: Drain | undefined,
  ordered: Ordered,
  { announced, serving, sessions }: { readonly announced: boolean; readonly serving: boolean; readonly sessions: number | undefined },
  at: Milliseconds,
): Departure => {
  const gone = { verdict: 'maintenance' as const, reviewAt: never }
  if (drain === undefined || !announced || !serving || at >= ordered.overAt) return gone
  if (ordered.sessions !== undefined && sessions !== undefined && sessions <= ordered.sessions) return gone
  return { verdict: 'draining', reviewAt: ordered.overAt }
}
