// An operator wants the service gone: is it still announced, unattractively, or withdrawn already?
import type { Drain } from '../config/config.ts'

type Departure = { readonly verdict: 'draining' | 'maintenance'; readonly reviewAt: number }

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
  }: { readonly announced: boolean; readonly serving: boolean; readonly orderedAt: number; readonly sessions: number | undefined },
  at: number,
): Departure => {
  const gone = { verdict: 'maintenance' as const, reviewAt: Number.POSITIVE_INFINITY }
  if (drain === undefined || !announced || !serving || at >= orderedAt + drain.forMs) return gone
  if (drain.sessions !== undefined && sessions !== undefined && sessions <= drain.sessions) return gone
  return { verdict: 'draining', reviewAt: orderedAt + drain.forMs }
}
