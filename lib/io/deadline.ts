// Has time run out, or did we not run?

/** A timer may be late by so much while everything is well. */
const latenessMs = 50

/**
 * Calls `expire` after `ms` in which this process ran; returns how to call that off. A timer that fires much later than it was due proves that we
 * did not run (a paused machine, a stopped process): what came in meanwhile is still unread, so the time that was lost is given once more, up to `ms`.
 */
export const startDeadline = (ms: number, expire: () => void): (() => void) => {
  let timer: NodeJS.Timeout
  const arm = (waitMs: number): void => {
    const due = performance.now() + waitMs
    timer = setTimeout(() => {
      const lateMs = performance.now() - due
      if (lateMs > latenessMs) arm(Math.min(ms, lateMs))
      else expire()
    }, waitMs)
  }
  arm(ms)
  return () => clearTimeout(timer)
}
