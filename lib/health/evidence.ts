// What did one run of a check find out?

/** How much can be served, in the two forms that a tier may ask for. A boolean check has capacity 1 or 0, and enough servers or none. */
export type Measure = {
  /** The share of the weight that HAProxy would send traffic to now, 0 to 1. */
  readonly capacity: number
  /** How many servers that is. */
  readonly servers: number
}

/**
 * The result of a check. `range` is a backend some of whose servers are not verified yet: the truth lies between `low` (none of them
 * serves) and `high` (all of them do). `unknown` is the absence of trustworthy evidence and never the same as down. The reason is part of a
 * sentence for logs: "1 of 2 servers, 50%".
 */
export type Evidence =
  | Measured
  | (Circumstances & { readonly kind: 'range'; readonly low: Measure; readonly high: Measure; readonly reason: string })
  | { readonly kind: 'unknown'; readonly reason: string }

/** `alarm`: not what is checked is at fault but this machine, so that it wants a person. */
type Measured = Circumstances & {
  readonly kind: 'measured'
  readonly measure: Measure
  readonly reason: string
  readonly alarm?: true
}

/** What HAProxy says beside capacity. */
export type Circumstances = {
  /** How many it has. */
  readonly sessions?: number
  /** How many it has had since its process began. */
  readonly sessionsTotal?: number
  /** How many servers are taken away by hand. */
  readonly drainedServers?: number
  /** How long ago the last of them was, if all are. */
  readonly drainedSeconds?: number
}

export const sameMeasure = (one: Measure | undefined, other: Measure): boolean =>
  one?.capacity === other.capacity && one.servers === other.servers

/** Whether neither form has anything: a shared check that fails counts as the lowest tier, in the form in which that one asks. */
export const isNothing = ({ capacity, servers }: Measure): boolean => capacity === 0 && servers === 0

export const nothing: Measure = { capacity: 0, servers: 0 }

/** A boolean check that passes counts as more servers than any tier asks for. */
export const everything: Measure = { capacity: 1, servers: Number.MAX_SAFE_INTEGER }

export const passing = (reason: string): Measured => ({ kind: 'measured', measure: everything, reason })

export const failing = (reason: string): Measured => ({ kind: 'measured', measure: nothing, reason })

export const unknown = (reason: string): Evidence => ({ kind: 'unknown', reason })
