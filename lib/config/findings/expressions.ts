// Which regular expressions of a configuration cannot be searched for in linear time?
import { type Finding, type Path, shown } from '../problems/problem.ts'
import type { Regex } from '../values/expression.ts'
import type { Readable } from './readable.ts'

type Written = { readonly path: Path; readonly regex: Regex }

/** Only a configuration that has some pays for the library. */
export const expressionFindings = async ({ services }: Readable): Promise<readonly Finding[]> => {
  const written = Object.entries(services).flatMap(([name, service]) =>
    (service?.checks ?? []).flatMap((check, index) =>
      check && 'expect' in check ? expressionsIn(['services', name, 'checks', index, 'expect'], check.expect) : [],
    ),
  )
  if (written.length === 0) return []
  const { readExpression } = await import('../values/expression.ts')
  return written.flatMap(({ path, regex }) => {
    const read = readExpression(regex)
    return read.ok
      ? []
      : [{ path, expected: read.expected, got: path.includes('headers') ? undefined : shown(`/${regex.source}/${regex.flags}`) }]
  })
}

const isRegex = (value: unknown): value is Regex => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'regex'

// What a check expects is kept as it is written.
const expressionsIn = (path: Path, expected: unknown): readonly Written[] => {
  if (isRegex(expected)) return [{ path, regex: expected }]
  if (typeof expected !== 'object' || expected === null) return []
  return Object.entries(expected).flatMap(([key, inner]) => expressionsIn([...path, key], inner))
}
