// May a service improve already?

import { after, type Milliseconds, never } from '../values/time.ts'
import type { Standing } from './ladder.ts'

/** A standing, and when it may be looked at again although nothing happened. */
type Held = { readonly standing: Standing; readonly reviewAt: Milliseconds }

/** Bad news travels at once; good news waits until the service has stood where it stands for `holdMs`. */
export const patiently = (aim: Standing, now: Standing, since: Milliseconds, holdMs: number, at: Milliseconds): Held =>
  isBetter(aim, now) && at < after(since, holdMs) ? { standing: now, reviewAt: after(since, holdMs) } : { standing: aim, reviewAt: never }

const isBetter = (one: Standing, other: Standing): boolean => rank(one) < rank(other)

const rank = (standing: Standing): number => (standing === 'down' ? Number.POSITIVE_INFINITY : standing)
