// When is it, by the monotonic clock?

declare const reading: unique symbol

/** A reading of the monotonic clock, in milliseconds. Only differences between two of them mean anything; a duration is a plain number. */
export type Milliseconds = number & { readonly [reading]: true }

export const isReading = (value: unknown): value is Milliseconds => typeof value === 'number' && !Number.isNaN(value)

/** A number that is one: what the clock says. */
export const reads = (ms: number): Milliseconds => ms as Milliseconds

/** `ms` later, or earlier where it is below zero. */
export const after = (at: Milliseconds, ms: number): Milliseconds => reads(at + ms)

export const earliest = (...times: readonly Milliseconds[]): Milliseconds => reads(Math.min(...times))
export const latest = (...times: readonly Milliseconds[]): Milliseconds => reads(Math.max(...times))

export const never = reads(Number.POSITIVE_INFINITY)
export const longAgo = reads(Number.NEGATIVE_INFINITY)
