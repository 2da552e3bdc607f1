// What time is it, by a clock that nobody sets?
import { type Milliseconds, reads } from '../values/time.ts'

/** Milliseconds of the monotonic clock, which no correction of the wall clock moves. */
export const now = (): Milliseconds => reads(performance.now())

/** `now`: milliseconds since 1970, as if nobody had set the wall clock since this was made. `shown`: such a time by the wall clock as it is set now. */
export const unsetClock = (): { readonly now: () => number; readonly shown: (time: number) => number } => {
  const offset = Date.now() - now()
  const unset = (): number => Math.round(now() + offset)
  return { now: unset, shown: (time) => withoutTremor(time, Date.now() - unset()) }
}

/** What differs by less is the same: the clocks are not read at one moment. */
const tremorMs = 50

const withoutTremor = (time: number, setByMs: number): number => (Math.abs(setByMs) < tremorMs ? time : time + setByMs)
