// Which checks would run more slowly while they should run fast, or a thousand times more slowly than was meant?
import { type Finding, type Path, shown } from '../problems/problem.ts'
import { intervalMs } from '../resolve/cadence.ts'
import { valueAt } from '../tree/tree.ts'
import type { Readable } from './readable.ts'

/** Every fast interval that was written and is longer than the interval beside it, and warnings about times that were meant as milliseconds. */
export const cadenceFindings = (tree: unknown, { defaults, services }: Readable): readonly Finding[] => {
  const inherited = defaults === null ? null : defaults?.interval
  const checks = Object.entries(services).flatMap(([name, service]) =>
    (service?.checks ?? []).flatMap((check, index) =>
      check ? cadenceOf(tree, ['services', name, 'checks', index], check.cadence, inherited) : [],
    ),
  )
  return [...cadenceOf(tree, ['defaults'], defaults ?? {}, undefined), ...checks]
}

const cadenceOf = (tree: unknown, path: Path, written: Times, inherited: number | null | undefined): readonly Finding[] => [
  ...slowerThan(path, written, inherited),
  ...meantAsMs(tree, path, written),
]

// `null` was written but cannot be read.
type Times = { readonly [Key in 'interval' | 'fast-interval' | 'timeout']?: number | null | undefined }

/** Nobody asks so rarely who does not write 2m; in haproxy.cfg the same number is milliseconds. */
const longMs = 100_000

const meantAsMs = (tree: unknown, path: Path, written: Times): readonly Finding[] =>
  (['interval', 'fast-interval', 'timeout'] as const).flatMap((key) => {
    const text = String(valueAt(tree, [...path, key]))
    return (written[key] ?? 0) >= longMs && /^\d+$/.test(text)
      ? [{ path: [...path, key], expected: 'a unit, as a bare number is seconds', got: shown(text), meant: `${text}ms`, warning: true }]
      : []
  })

const slowerThan = (path: Path, written: Times, inherited: number | null | undefined): readonly Finding[] => {
  const own = written.interval === undefined ? inherited : written.interval
  const limitMs = own === undefined ? intervalMs : own
  const fast = written['fast-interval'] ?? 0
  return limitMs === null || fast <= limitMs
    ? []
    : [{ path: [...path, 'fast-interval'], expected: `at most the interval, ${limitMs}ms`, got: shown(`${fast}ms`) }]
}
