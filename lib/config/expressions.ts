// Which regular expressions of a configuration cannot be searched for in linear time?
import type { Regex } from './expression.ts'
import { type Finding, type Path, shown } from './problem.ts'
import type { Readable } from './readable.ts'

type Written = { readonly path: Path; readonly regex: Regex }

/** Only a configuration that has some pays for the library. */
export const expressionFindings = async ({ services }: Readable): Promise<readonly Finding[]> => {
  const written = Object.entries(services).flatMap(([name, service]) =>
    (service?.checks ?? []).flatMap((check, index) => expressionsIn(['services', name, 'checks', index, 'expect'], check)),
  )
  if (written.length === 0) return []
  const { readExpression } = await import('./expression.ts')
  return written.flatMap(({ path, regex }) => {
    const read = readExpression(regex)
    return read.ok
      ? []
      : [{ path, expected: read.expected, got: path.includes('headers') ? undefined : shown(`/${regex.source}/${regex.flags}`) }]
  })
}

type Check = NonNullable<Readable['services'][string]>['checks'][number]

const expressionsIn = (path: Path, check: Check): readonly Written[] => {
  if (!check || !('http' in check)) return []
  const { body, headers = {} } = check.expect ?? {}
  const patterns = [
    [[...path, 'body'], body] as const,
    ...Object.entries(headers).map(([name, one]) => [[...path, 'headers', name], one] as const),
  ]
  return patterns.flatMap(([place, pattern]) => (pattern?.kind === 'regex' ? [{ path: place, regex: pattern }] : []))
}
