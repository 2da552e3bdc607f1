// An operator wants the service gone: is it still announced, unattractively, or withdrawn already?
import type { Drain } from '../config/config.ts'
import { after, type Milliseconds, never } from '../values/time.ts'

type Departure = { readonly verdict: 'draining' | 'maintenance'; readonly reviewAt: Milliseconds }

/**
 * A departure that was ordered at `orderedAt`. Its time runs from the order itself, so that a process that was started in the middle of it
 * goes on where its predecessor was. `sessions`: how many HAProxy has now, undefined where nobody knows.
 */
export const depart = (
  drain: Drain | undefined,
  {
    announced,
    serving,
    orderedAt,
    sessions,
  }: { readonly announced: boolean; readonly serving: boolean; readonly orderedAt: Milliseconds; readonly sessions: number | undefined },
  at: Milliseconds,
): Departure => {
  const overAt = after(orderedAt, drain?.forMs ?? 0)
  const gone = { verdict: 'maintenance' as const, reviewAt: never }
  if (drain === undefined || !announced || !serving || at >= overAt) return gone
  if (drain.sessions !== undefined && sessions !== undefined && sessions <= drain.sessions) return gone
  return { verdict: 'draining', reviewAt: overAt }
}
