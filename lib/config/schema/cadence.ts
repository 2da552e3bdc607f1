// How often does a check run, and how do its results count?
import { parseDuration } from '../values/duration.ts'
import { parseRun } from '../values/names.ts'
import { meanings } from './meanings.ts'
import { flag, key, text } from './shape.ts'

export type Cadence = {
  readonly intervalMs: number
  /** While the newest result differs from what is settled. */
  readonly fastIntervalMs: number
  readonly timeoutMs: number
  readonly rise: number
  readonly fall: number
  /** All sites ask the same: it makes the service less attractive, and never withdraws it. */
  readonly shared?: true
}

/** A duration of at least this many milliseconds. */
export const duration = (leastMs: number) => text('a duration such as 200ms, 1s or 5m', (written) => parseDuration(written, leastMs))

const run = text('a number from 1 to 100', parseRun)

export const cadenceEntries = {
  interval: key(meanings.interval, duration(1)),
  'fast-interval': key(meanings.fastInterval, duration(1)),
  timeout: key(meanings.timeout, duration(1)),
  rise: key(meanings.rise, run),
  fall: key(meanings.fall, run),
}

/** Those of a check, which may also be shared. */
export const checkEntries = { ...cadenceEntries, shared: key(meanings.shared, flag()) }

/** The keys of a cadence, as a check or `defaults` writes them. */
export type WrittenCadence = {
  readonly interval?: number
  readonly 'fast-interval'?: number
  readonly timeout?: number
  readonly rise?: number
  readonly fall?: number
  readonly shared?: boolean
}

/** Those keys among the ones of a check. */
export const cadenceIn = ({ interval, 'fast-interval': fast, timeout, rise, fall, shared }: WrittenCadence): WrittenCadence => ({
  ...(interval !== undefined && { interval }),
  ...(fast !== undefined && { 'fast-interval': fast }),
  ...(timeout !== undefined && { timeout }),
  ...(rise !== undefined && { rise }),
  ...(fall !== undefined && { fall }),
  ...(shared !== undefined && { shared }),
})
