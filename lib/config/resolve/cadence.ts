// How often does a check run, once every default is filled in?
import type { Cadence, WrittenCadence } from '../schema/cadence.ts'

/** How often checks run that are not told otherwise. */
export const intervalMs = 1000
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
    ...(own.shared === true && { shared: true as const }),
  }
}
