// What time is it, for everything that measures how long?

/** Milliseconds of the monotonic clock, which no correction of the wall clock moves. */
export const now = (): number => performance.now()
