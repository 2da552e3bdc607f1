// How is work done in one go that could be done bit by bit?

/** To its end, without letting anybody else come first. */
export const atOnce = <Result>(work: Generator<unknown, Result>): Result => {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}
