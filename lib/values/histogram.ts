// How often was something no more than so much?

/** `counts`: how many values were at most the bound of the same place and above the one before it; at the end, those above all bounds. `sum`: of all values. */
export type Histogram = { readonly bounds: readonly number[]; readonly counts: readonly number[]; readonly sum: number }

/** `bounds` ascend. */
export const emptyHistogram = (bounds: readonly number[]): Histogram => ({ bounds, counts: [...bounds.map(() => 0), 0], sum: 0 })

export const observed = ({ bounds, counts, sum }: Histogram, value: number): Histogram => {
  const found = bounds.findIndex((bound) => value <= bound)
  const place = found === -1 ? bounds.length : found
  return { bounds, counts: counts.map((count, index) => (index === place ? count + 1 : count)), sum: sum + value }
}
