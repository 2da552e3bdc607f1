// What time is it, by a clock that nobody sets?

/** Milliseconds of the monotonic clock, which no correction of the wall clock moves. */
export const now = (): number => performance.now()
