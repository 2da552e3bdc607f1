// What time is it, by a clock that nobody sets?
import { type Milliseconds, reads } from '../values/time.ts'

/** Milliseconds of the monotonic clock, which no correction of the wall clock moves. */
export const now = (): Milliseconds => reads(performance.now())
