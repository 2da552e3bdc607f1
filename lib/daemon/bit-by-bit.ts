// How is what takes long done without holding up what is announced?
import { setImmediate as othersFirst } from 'node:timers/promises'

/** Routes follow HAProxy wherever the work yields. */
export const bitByBit = async <Result>(work: Generator<undefined, Result>): Promise<Result> => {
  for (let piece = work.next(); ; piece = work.next()) {
    if (piece.done === true) return piece.value
    await othersFirst()
  }
}
