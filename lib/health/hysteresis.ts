// What does a check stand for, once rise and fall have had their say?
import { type Measure, sameMeasure } from './evidence.ts'

/** `settled` is undefined until the first `rise` results above 0 or `fall` results at 0 in a row. `recent` has the newest result last. */
export type Hysteresis = { readonly settled: Measure | undefined; readonly recent: readonly Measure[] }

type RiseFall = { readonly rise: number; readonly fall: number }

export const unsettled: Hysteresis = { settled: undefined, recent: [] }

/**
 * Takes in one result. What is settled falls to the highest of the last `fall` results when all of them are lower, and rises to the lowest
 * of the last `rise` results when all of them are higher; so no threshold is passed on fewer results than that which agree.
 */
export const settle = (state: Hysteresis, result: Measure, { rise, fall }: RiseFall): Hysteresis => {
  if (state.recent.length === Math.max(rise, fall) && sameMeasure(state.settled, result) && areSame(state.recent, result)) return state
  const recent = [...state.recent, result].slice(-Math.max(rise, fall))
  const capacity = settleOne(state.settled?.capacity, recent.map((one) => one.capacity), rise, fall) // biome-ignore format: one line a form
  const servers = settleOne(state.settled?.servers, recent.map((one) => one.servers), rise, fall) // biome-ignore format: one line a form
  return { settled: capacity === undefined || servers === undefined ? undefined : { capacity, servers }, recent }
}

/** Whether the newest result agrees with what is settled; while it does not, the check is worth asking often. */
export const isQuiet = ({ settled, recent }: Hysteresis): boolean => settled !== undefined && sameMeasure(recent.at(-1), settled)

// A thousand checks are asked this every second.
const areSame = (recent: readonly Measure[], result: Measure): boolean => {
  for (let index = 0; index < recent.length; index++) if (!sameMeasure(recent[index], result)) return false
  return true
}

const settleOne = (settled: number | undefined, recent: readonly number[], rise: number, fall: number): number | undefined => {
  const falling = recent.slice(-fall)
  const rising = recent.slice(-rise)
  if (falling.length === fall && falling.every((one) => (settled === undefined ? one === 0 : one < settled))) return Math.max(...falling)
  if (rising.length === rise && rising.every((one) => one > (settled ?? 0))) return Math.min(...rising)
  return settled
}
