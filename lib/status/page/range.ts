// Over which times can the bars go?

const minute = 60_000

/** In milliseconds. */
export const ranges = { '15m': 15 * minute, '1h': 60 * minute, '6h': 360 * minute, '24h': 1440 * minute, '7d': 10_080 * minute } as const

export type RangeName = keyof typeof ranges

/** What is asked for, else an hour. */
export const rangeOf = (text: string | null): RangeName => (text !== null && Object.hasOwn(ranges, text) ? (text as RangeName) : '1h')
