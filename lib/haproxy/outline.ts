// Does the outline of HAProxy's proxies show that anything has changed among their servers?
import type { Outline } from './snapshot.ts'

/**
 * Compares a proxy in two outlines. Every server that begins or ceases to carry requests, or does so with another weight, changes the weight
 * or the counts of its BACKEND row, unless another makes up for it to the letter. It does not show what happens among servers that carry
 * nothing: from down to maintenance, or a weight that will count later.
 */
export const sameOutline = (before: Outline, now: Outline, proxy: string): boolean => {
  const [one, other] = [before.proxies.get(proxy), now.proxies.get(proxy)]
  return before.pid === now.pid && one?.frontend?.status === other?.frontend?.status && sameBackend(one?.backend, other?.backend)
}

type Backend = NonNullable<ReturnType<Outline['proxies']['get']>>['backend']

// The time since the last change falls when the backend goes down or up, and when HAProxy is started anew.
const sameBackend = (one: Backend, other: Backend): boolean =>
  one === undefined || other === undefined
    ? one === other
    : one.status === other.status &&
      one.weight === other.weight &&
      one.active === other.active &&
      one.backups === other.backups &&
      (one.lastChangeSeconds ?? 0) <= (other.lastChangeSeconds ?? 0)
