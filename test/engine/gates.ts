// Is there enough for each of several thresholds, by rise and fall as everyone knows them: one boolean check a threshold?

type Gates = {
  /** Takes in the next capacity that was measured. */
  readonly take: (capacity: number) => void
  /** Whether each gate is open; undefined until the first have settled. */
  readonly open: () => readonly boolean[] | undefined
}

/** A gate opens on `rise` capacities in a row that reach its threshold, and closes on `fall` in a row that do not. */
export const gatesAt = (thresholds: readonly number[], rise: number, fall: number): Gates => {
  const seen: number[] = []
  let open: readonly boolean[] | undefined
  const last = (count: number, holds: (capacity: number) => boolean) => seen.length >= count && seen.slice(-count).every(holds)
  return {
    open: () => open,
    take: (capacity) => {
      seen.push(capacity)
      const settles = last(rise, (one) => one > 0) || last(fall, (one) => one === 0)
      if (open === undefined && !settles) return
      open = thresholds.map((least, index) =>
        open?.[index] === true ? !last(fall, (one) => one < least) : last(rise, (one) => one >= least),
      )
    },
  }
}
