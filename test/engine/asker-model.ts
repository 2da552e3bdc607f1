// When is HAProxy asked, and does what it answers count? In the rhythm of the check, and whenever HAProxy says that something has happened.

type Rhythm = { readonly intervalMs: number; readonly fastIntervalMs: number }

/** Events of HAProxy cost one question in so many milliseconds. */
const betweenHintsMs = 10

/** A check that is not settled takes its turn so much before its time, as a part of the fast interval. */
const soon = 0.1

/** `hints`: when something happens in HAProxy, in order. */
export const modelAsker = ({ intervalMs, fastIntervalMs }: Rhythm, hints: readonly number[], answerTakesMs: number) => {
  let heard = 0
  let hinted = false
  let dueAt = 0
  let askedAt = Number.NEGATIVE_INFINITY
  let waits = false
  let outOfTurn = false

  const nextAt = (): number => Math.min(dueAt, hinted ? askedAt + betweenHintsMs : Number.POSITIVE_INFINITY)

  return {
    wakeAt: (): number => Math.min(hints[heard] ?? Number.POSITIVE_INFINITY, waits ? askedAt + answerTakesMs : nextAt()),
    /** When the question was asked whose answer comes now, if one does. */
    hear: (at: number): number | undefined => {
      for (; (hints[heard] ?? Number.POSITIVE_INFINITY) <= at; heard += 1) hinted = true
      if (!waits || at < askedAt + answerTakesMs) return undefined
      waits = false
      return askedAt
    },
    /** Out of its turn only bad news counts. */
    counts: (worse: boolean): boolean => worse || !outOfTurn,
    /** The answer has counted. `settled`: it is what the check stands for. */
    counted: (settled: boolean, at: number): void => {
      dueAt = (outOfTurn ? at : dueAt) + (settled ? intervalMs : fastIntervalMs)
    },
    ask: (settled: boolean, at: number): void => {
      if (waits || at < nextAt()) return
      outOfTurn = !settled && at < dueAt - fastIntervalMs * soon
      if (settled) dueAt = Math.min(dueAt, at)
      askedAt = at
      waits = true
      hinted = false
    },
  }
}
