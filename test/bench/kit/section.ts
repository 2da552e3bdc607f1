// What has been measured, and how does each row compare with the floor and with the peer of the same run?

/** Who was measured, and every round of it, in the unit of its section. */
export type Row = { readonly subject: string; readonly samples: readonly number[] }

/** Rows of the same thing, measured in turn in one run. Of rows a second more is better, of all else less. `floor` and `peer` name the rows that the others are held against; `note` says what has to be known. */
export type Section = {
  readonly title: string
  readonly unit: 'ms' | '% of a core' | 'MB' | 'thousand rows/s'
  readonly rows: readonly Row[]
  readonly floor?: string
  readonly peer?: string
  readonly note?: string
}

/** A row as it is shown: `p99` is what 99% of the rounds did not exceed, towards the worse; `timesFloor` (how much worse) and `timesBetterThanPeer` are ratios of medians, left out where one of them is nothing. */
export type Summary = {
  readonly subject: string
  readonly median: number
  readonly p99: number
  readonly rounds: number
  readonly timesFloor?: number
  readonly timesBetterThanPeer?: number
}

export const summaries = ({ rows, unit, floor, peer }: Section): readonly Summary[] => {
  const medianOf = (subject: string | undefined): number | undefined => {
    const row = rows.find((one) => one.subject === subject)
    return row && quantile(row.samples, 0.5)
  }
  const [floorMedian, peerMedian] = [medianOf(floor), medianOf(peer)]
  const moreIsBetter = unit === 'thousand rows/s'
  const timesWorse = (value: number, other: number): number => (moreIsBetter ? other / value : value / other)
  return rows.map(({ subject, samples }) => {
    const median = quantile(samples, 0.5)
    return {
      subject,
      median,
      p99: quantile(samples, moreIsBetter ? 0.01 : 0.99),
      rounds: samples.length,
      ...(!floorMedian || subject === floor ? {} : { timesFloor: timesWorse(median, floorMedian) }),
      ...(!peerMedian || median === 0 || subject === peer || subject === floor
        ? {}
        : { timesBetterThanPeer: timesWorse(peerMedian, median) }),
    }
  })
}

/** The nearest rank; NaN of nothing. */
const quantile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
