// How does work for those who watch take little of the time of those who are served?
import { setImmediate as othersFirst } from 'node:timers/promises'
import { givingWay, realTime, type Time } from './giving-way.ts'

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

/** One row of those who wait; who waits in another is not kept waiting by them. `isPressed`: whether a route needs all of our time now. */
export const sparing = (isPressed: () => boolean = () => false, time: Time = realTime): Sparing => {
  let queue: Promise<unknown> = Promise.resolve()
  let restUntil = 0
  return (work, isWanted) => {
    const turn = queue.then(async () => {
      if (isWanted() && restUntil > time.now()) await time.delay(restUntil - time.now())
      const pieces = timed(work(), time)
      try {
        return await done(pieces, isWanted, givingWay(isPressed, time))
      } finally {
        restUntil = time.now() + Math.min(restFactor * pieces.tookMs(), mostRestMs)
      }
    })
    queue = turn.catch(() => {})
    return turn
  }
}

type Timed<Value> = { readonly next: () => IteratorResult<undefined, Value>; readonly tookMs: () => number }

const done = async <Value>(
  { next }: Timed<Value>,
  isWanted: () => boolean,
  wayIsClear: () => Promise<void>,
): Promise<Value | undefined> => {
  for (;;) {
    await wayIsClear()
    if (!isWanted()) return undefined
    const piece = next()
    if (piece.done === true) return piece.value
    await othersFirst()
  }
}

/** What others did before a piece is none of what the work took. */
const timed = <Value>(work: Work<Value>, { now }: Time): Timed<Value> => {
  let tookMs = 0
  const next = (): IteratorResult<undefined, Value> => {
    const begunAt = now()
    try {
      return work.next()
    } finally {
      tookMs += now() - begunAt
    }
  }
  return { next, tookMs: () => tookMs }
}
