// Has time run out, or did we not run?

/** A timer may be late by so much while everything is well. */
const latenessMs = 50

/** How long a timer waits at the most, of the whole: what is lost between two of them is noticed, however often that happens. */
const slice = { share: 0.1, leastMs: 10, mostMs: 100 }

/**
 * Calls `expire` after `ms` in which this process ran; returns how to call that off. A timer that fires much later than it was due proves that we
 * did not run (a paused machine, a stopped process, one that gets little of a CPU): that time does not count, and as what came in meanwhile is still unread, so much of it
 * is given once more, up to `ms` in all.
 */
export const startDeadline = (ms: number, expire: () => void): (() => void) => {
  const sliceMs = Math.min(Math.max(ms * slice.share, slice.leastMs), slice.mostMs)
  let timer: NodeJS.Timeout
  let graceMs = ms
  const arm = (leftMs: number): void => {
    const waitMs = Math.min(leftMs, sliceMs)
    const due = performance.now() + waitMs
    timer = setTimeout(() => goOn(leftMs - waitMs, performance.now() - due), waitMs)
  }
  const goOn = (restMs: number, lateMs: number): void => {
    const givenMs = lateMs > latenessMs ? Math.min(Math.max(lateMs - restMs, 0), graceMs) : -lateMs
    if (givenMs > 0) graceMs -= givenMs
    if (restMs + givenMs > 0) arm(restMs + givenMs)
    else expire()
  }
  arm(ms)
  return () => clearTimeout(timer)
}
