// How does work for those who watch take little of the time of those who are served?
import { setTimeout as delay } from 'node:timers/promises'
import { now } from './clock.ts'

/** For so much of what work took, nothing of the kind is done: it gets a tenth of the time. */
const restFactor = 9
/** Work that took long because something else did is not punished for it. */
const mostRestMs = 500

/** Does the work, which must not wait for anything, when its turn comes; resolves to undefined if by then nobody wants it any more. */
export type Sparing = <Value>(work: () => Value, isWanted: () => boolean) => Promise<Value | undefined>

/** One row of those who wait; who waits in another is not kept waiting by them. */
export const sparing = (): Sparing => {
  let queue: Promise<unknown> = Promise.resolve()
  let restUntil = 0
  const timed = <Value>(work: () => Value): Value => {
    const begunAt = now()
    try {
      return work()
    } finally {
      restUntil = now() + Math.min(restFactor * (now() - begunAt), mostRestMs)
    }
  }
  return (work, isWanted) => {
    const turn = queue.then(async () => {
      if (isWanted() && restUntil > now()) await delay(restUntil - now())
      return isWanted() ? timed(work) : undefined
    })
    queue = turn.catch(() => {})
    return turn
  }
}

/** The row of this machine's own: its sockets and files. */
export const sparingly = sparing()
