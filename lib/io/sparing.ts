// How does work for those who watch take little of the time of those who are served?
import { setTimeout as delay, setImmediate as othersFirst } from 'node:timers/promises'
import { now } from './clock.ts'

/** For so much of what work took, nothing of the kind is done: it gets a tenth of the time. */
const restFactor = 9
/** Work that took long because something else did is not punished for it. */
const mostRestMs = 500

/** Yields where others may come first. */
export type Work<Value> = Generator<undefined, Value>

/** Does the work when its turn comes, and follows routes wherever it yields; resolves to undefined if nobody wants it any more. */
export type Sparing = <Value>(work: () => Work<Value>, isWanted: () => boolean) => Promise<Value | undefined>

/** Work that is done in one piece, which must not wait for anything. */
export const inOnePiece = <Value>(make: () => Value): (() => Work<Value>) =>
  function* () {
    yield
    return make()
  }

/** One row of those who wait; who waits in another is not kept waiting by them. */
export const sparing = (): Sparing => {
  let queue: Promise<unknown> = Promise.resolve()
  let restUntil = 0
  return (work, isWanted) => {
    const turn = queue.then(async () => {
      if (isWanted() && restUntil > now()) await delay(restUntil - now())
      const took = { ms: 0 }
      try {
        return isWanted() ? await done(work(), isWanted, took) : undefined
      } finally {
        restUntil = now() + Math.min(restFactor * took.ms, mostRestMs)
      }
    })
    queue = turn.catch(() => {})
    return turn
  }
}

// What others did between two pieces is none of what it took.
const done = async <Value>(work: Work<Value>, isWanted: () => boolean, took: { ms: number }): Promise<Value | undefined> => {
  for (;;) {
    const begunAt = now()
    try {
      const piece = work.next()
      if (piece.done === true) return piece.value
    } finally {
      took.ms += now() - begunAt
    }
    await othersFirst()
    if (!isWanted()) return undefined
  }
}

/** The row of this machine's own: its sockets and files. */
export const sparingly = sparing()
