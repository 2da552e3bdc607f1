// Does a service look better to routers where it can serve less?
import type { Attributes } from '../../bgp/attribute-table.ts'
import { overlay } from '../../bgp/attributes.ts'
import type { Finding, Path } from '../problems/problem.ts'
import { attributesOf } from '../schema/attributes.ts'
import type { Readable, ReadableService } from './readable.ts'

type Step = { readonly name: string; readonly path: Path; readonly attributes: Attributes }

/** Warnings about tiers, and about `down`, that routers would prefer to a tier above them. A drain is never preferred, whatever it says. */
export const attractionFindings = ({ bgp, services }: Readable): readonly Finding[] => {
  const outer = bgp === null ? undefined : ranked(bgp ?? {})
  if (outer === undefined) return []
  return Object.entries(services).flatMap(([name, service]) => {
    const own = service ? ranked(service) : undefined
    return service && own ? inService(['services', name], service, overlay(outer, own)) : []
  })
}

const inService = (path: Path, service: ReadableService, outer: Attributes): readonly Finding[] => {
  const toAll = preferred(stepsOf(path, service, outer, {}), '')
  const toOne = Object.entries(service.neighbors ?? {}).flatMap(([neighbor, written]) => {
    const own = written ? ranked(written) : undefined
    return own === undefined ? [] : preferred(stepsOf(path, service, outer, own), ` towards ${neighbor}`)
  })
  return toAll.length > 0 ? toAll : toOne
}

// What one neighbor gets lies over a tier and under `down`.
const stepsOf = (path: Path, { tiers, down }: ReadableService, outer: Attributes, own: Attributes): readonly Step[] => {
  const only = { name: 'tier 1', path, attributes: overlay(outer, own) }
  const ladder = tiers.flatMap((tier, index) => {
    const written = tier ? ranked(tier) : undefined
    return written === undefined
      ? []
      : [{ name: `tier ${index + 1}`, path: [...path, 'tiers', index], attributes: [outer, written, own].reduce(overlay) }]
  })
  const last = typeof down === 'object' && down !== null ? ranked(down) : undefined
  return [
    ...(tiers.length === 0 ? [only] : ladder),
    ...(last === undefined ? [] : [{ name: 'down', path: [...path, 'down'], attributes: [outer, own, last].reduce(overlay) }]),
  ]
}

const preferred = (steps: readonly Step[], towards: string): readonly Finding[] =>
  steps.flatMap(({ path, name, attributes }, index) => {
    const [first, ...more] = steps.slice(0, index)
    if (first === undefined) return []
    const above = more.reduce((one, other) => (betterBy(one.attributes, other.attributes) ? other : one), first)
    const reason = betterBy(attributes, above.attributes)
    if (reason === undefined) return []
    const when = name === 'down' ? 'is down' : 'can serve less'
    return [
      {
        path,
        expected: `a route that is no better than that of ${above.name} (${reason.said(above.attributes)}), as routers would prefer this node when it ${when}`,
        got: `${reason.said(attributes)}${towards}`,
        key: true,
        warning: true,
      },
    ]
  })

// In the order in which routers decide (RFC 4271, 9.1); the lower figure is the better one.
const decisions = [
  {
    figure: ({ localPreference = 100 }: Attributes): number => -localPreference,
    said: ({ localPreference = 100 }: Attributes): string => `local-preference ${localPreference}`,
  },
  {
    figure: ({ prepend = 0, asPath }: Attributes): number => asPath?.length ?? prepend + 1,
    said: ({ prepend = 0, asPath }: Attributes): string => (asPath === undefined ? `prepend ${prepend}` : `an as-path of ${asPath.length}`),
  },
  { figure: ({ med = 0 }: Attributes): number => med, said: ({ med = 0 }: Attributes): string => `med ${med}` },
] as const

/** What makes `one` better than `other`; undefined where it is not. */
const betterBy = (one: Attributes, other: Attributes): (typeof decisions)[number] | undefined => {
  const decisive = decisions.find(({ figure }) => figure(one) !== figure(other))
  return decisive !== undefined && decisive.figure(one) < decisive.figure(other) ? decisive : undefined
}

type Written = Pick<ReadableService, (typeof ranking)[number]>

const ranking = ['prepend', 'as-path', 'med', 'local-preference'] as const

// Undefined where one of them cannot be read.
const ranked = (level: Written): Attributes | undefined =>
  ranking.some((name) => level[name] === null)
    ? undefined
    : attributesOf(Object.fromEntries(ranking.flatMap((name) => (level[name] === undefined ? [] : [[name, level[name]]]))))
