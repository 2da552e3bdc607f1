// May a service improve already?
import type { Standing } from './ladder.ts'

/** A standing, and when it may be looked at again although nothing happened; both times are readings of the same clock. */
type Held = { readonly standing: Standing; readonly reviewAt: number }

/** Bad news travels at once; good news waits until the service has stood where it stands for `holdMs`. */
export const patiently = (aim: Standing, now: Standing, since: number, holdMs: number, at: number): Held =>
  isBetter(aim, now) && at < since + holdMs
    ? { standing: now, reviewAt: since + holdMs }
    : { standing: aim, reviewAt: Number.POSITIVE_INFINITY }

const isBetter = (one: Standing, other: Standing): boolean => rank(one) < rank(other)

const rank = (standing: Standing): number => (standing === 'down' ? Number.POSITIVE_INFINITY : standing)
