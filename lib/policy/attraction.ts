// Would routers prefer a service where it can serve less?
import type { Attributes } from '../bgp/attribute-table.ts'
import type { Service, ServiceAudience } from '../config/service.ts'
import { ladderOf, type Rung } from './desired.ts'
import { standingName } from './ladder.ts'

/** A sentence about each tier, and about `down`, that is a better route than a tier above it. A drain never is, whatever it says. */
export const attractions = (service: Service): readonly string[] => [
  ...new Set(service.audiences.flatMap((audience) => attractionsFor(service, audience))),
]

const attractionsFor = (service: Service, { to, attributes }: ServiceAudience): readonly string[] => {
  const towards = to === undefined ? '' : ` towards ${to.join(', ')}`
  const rungs = ladderOf(service, attributes)
  return rungs.flatMap((rung, index) => {
    const above = worstOf(rungs.slice(0, index))
    const decision = above && betterBy(rung.attributes, above.attributes)
    if (above === undefined || decision === undefined) return []
    const [now, before] = [rung, above].map((one) => `${standingName(one.standing)} (${decision.said(one.attributes)})`)
    return [`${now} is a better route than ${before}${towards}: routers prefer this node when it can serve less`]
  })
}

const worstOf = ([first, ...more]: readonly Rung[]): Rung | undefined =>
  first && more.reduce((one, other) => (betterBy(one.attributes, other.attributes) ? other : one), first)

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
