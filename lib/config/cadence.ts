// How often does a check run, and how many results settle it?
import type { Cadence } from './config.ts'
import { type Finding, type Path, shown } from './problem.ts'
import type { Readable } from './readable.ts'

/** The keys of a cadence, as a check or `defaults` writes them. */
export type WrittenCadence = {
  readonly interval?: number
  readonly 'fast-interval'?: number
  readonly timeout?: number
  readonly rise?: number
  readonly fall?: number
}

const intervalMs = 1000
const fastIntervalMs = 200
const timeoutMs = 1000

/** What a check says goes before the defaults; a fast interval that was not asked for follows a shorter interval. */
export const cadenceOf = (own: WrittenCadence, defaults: WrittenCadence): Cadence => {
  const interval = own.interval ?? defaults.interval ?? intervalMs
  return {
    intervalMs: interval,
    fastIntervalMs: own['fast-interval'] ?? Math.min(defaults['fast-interval'] ?? fastIntervalMs, interval),
    timeoutMs: own.timeout ?? defaults.timeout ?? timeoutMs,
    rise: own.rise ?? defaults.rise ?? 3,
    fall: own.fall ?? defaults.fall ?? 3,
  }
}

/** Every fast interval that was written and is longer than the interval beside it. */
export const cadenceFindings = ({ defaults, services }: Readable): readonly Finding[] => {
  const inherited = defaults === null ? null : defaults?.interval
  const checks = Object.entries(services).flatMap(([name, service]) =>
    (service?.checks ?? []).flatMap((check, index) => (check ? slowerThan(['services', name, 'checks', index], check, inherited) : [])),
  )
  return [...slowerThan(['defaults'], defaults ?? {}, undefined), ...checks]
}

// `null` was written but cannot be read.
type Intervals = { readonly [Key in 'interval' | 'fast-interval']?: number | null | undefined }

const slowerThan = (path: Path, written: Intervals, inherited: number | null | undefined): readonly Finding[] => {
  const own = written.interval === undefined ? inherited : written.interval
  const limitMs = own === undefined ? intervalMs : own
  const fast = written['fast-interval'] ?? 0
  return limitMs === null || fast <= limitMs
    ? []
    : [{ path: [...path, 'fast-interval'], expected: `at most the interval, ${limitMs}ms`, got: shown(`${fast}ms`) }]
}
