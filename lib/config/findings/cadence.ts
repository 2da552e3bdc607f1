// Which checks would run more slowly while they should run fast?
import { type Finding, type Path, shown } from '../problems/problem.ts'
import { intervalMs } from '../resolve/cadence.ts'
import type { Readable } from './readable.ts'

/** Every fast interval that was written and is longer than the interval beside it. */
export const cadenceFindings = ({ defaults, services }: Readable): readonly Finding[] => {
  const inherited = defaults === null ? null : defaults?.interval
  const checks = Object.entries(services).flatMap(([name, service]) =>
    (service?.checks ?? []).flatMap((check, index) =>
      check ? slowerThan(['services', name, 'checks', index], check.cadence, inherited) : [],
    ),
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
