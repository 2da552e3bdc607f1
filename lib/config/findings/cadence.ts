// Which checks would run more slowly while they should run fast, or so slowly that they are of no use?
import { duration } from '../../values/span.ts'
import { type Finding, type Path, shown } from '../problems/problem.ts'
import { intervalMs } from '../resolve/cadence.ts'
import type { Readable } from './readable.ts'

/** Every fast interval that was written and is longer than the interval beside it, and warnings about times that were meant as milliseconds. */
export const cadenceFindings = ({ defaults, services }: Readable): readonly Finding[] => {
  const inherited = defaults === null ? null : defaults?.interval
  const checks = Object.entries(services).flatMap(([name, service]) =>
    (service?.checks ?? []).flatMap((check, index) =>
      check ? cadenceOf(['services', name, 'checks', index], check.cadence, inherited) : [],
    ),
  )
  return [...cadenceOf(['defaults'], defaults ?? {}, undefined), ...checks]
}

const cadenceOf = (path: Path, written: Times, inherited: number | null | undefined): readonly Finding[] => [
  ...slowerThan(path, written, inherited),
  ...uselesslyLong(path, written),
]

// `null` was written but cannot be read.
type Times = { readonly [Key in 'interval' | 'fast-interval' | 'timeout']?: number | null | undefined }

// In between, a dead service is announced.
const uselessMs = 300_000

const uselesslyLong = (path: Path, written: Times): readonly Finding[] =>
  (['interval', 'timeout'] as const).flatMap((key) => {
    const ms = written[key] ?? 0
    const expected = `at most ${duration(uselessMs)}, for which a dead service stays announced; a bare number is seconds`
    return ms > uselessMs ? [{ path: [...path, key], expected, got: shown(duration(ms)), warning: true }] : []
  })

const slowerThan = (path: Path, written: Times, inherited: number | null | undefined): readonly Finding[] => {
  const own = written.interval === undefined ? inherited : written.interval
  const limitMs = own === undefined ? intervalMs : own
  const fast = written['fast-interval'] ?? 0
  return limitMs === null || fast <= limitMs
    ? []
    : [{ path: [...path, 'fast-interval'], expected: `at most the interval, ${limitMs}ms`, got: shown(`${fast}ms`) }]
}
