// Which path attributes were asked for, and what do several levels of them add up to?
import type { Family } from './address.ts'
import type { AsPath } from './as-path.ts'
import type { Community, ExtendedCommunity, LargeCommunity } from './community.ts'

/** `self` is the address that the session to each neighbor uses, as ExaBGP knows it. */
export type NextHop = Readonly<Record<Family, string>>

export type Origin = 'igp' | 'egp' | 'incomplete'

/** What an operator wrote at one level: `prepend` and `asPath` exclude each other. */
export type Attributes = {
  /** Extra times that local-as stands in the AS path, 0 to 32. */
  readonly prepend?: number
  readonly asPath?: AsPath
  /** MULTI_EXIT_DISC, 0 to 4294967295; the lowest is preferred. */
  readonly med?: number
  /** LOCAL_PREF, 0 to 4294967295; the highest is preferred; iBGP only. */
  readonly localPreference?: number
  readonly communities?: readonly Community[]
  readonly largeCommunities?: readonly LargeCommunity[]
  readonly extendedCommunities?: readonly ExtendedCommunity[]
  readonly nextHop?: NextHop
  /** The path identifier of ADD-PATH (RFC 7911), 0 to 4294967295. */
  readonly pathInformation?: number
  readonly origin?: Origin
}

/** Each attribute of the nearer level replaces that of the outer one; a prepend replaces an AS path and the other way round. */
export const overlay = (outer: Attributes, nearer: Attributes): Attributes => {
  const { prepend, asPath, ...rest } = outer
  const path = nearer.prepend !== undefined || nearer.asPath !== undefined ? {} : { prepend, asPath }
  return definedOnly({ ...rest, ...path, ...nearer })
}

/**
 * The same, but nowhere more attractive than the outer level: the longer path, the higher MED, the lower LOCAL_PREF and the worse origin stay
 * (RFC 4271, 9.1.2.2), and communities are added.
 */
export const worsened = (outer: Attributes, nearer: Attributes): Attributes => {
  const { prepend, asPath, ...over } = nearer
  const path = pathLength(nearer) > pathLength(outer) ? { prepend, asPath } : { prepend: outer.prepend, asPath: outer.asPath }
  return definedOnly({
    ...outer,
    ...over,
    ...path,
    med: strongest(Math.max, outer.med, nearer.med),
    localPreference: leastPreferred(outer.localPreference, nearer.localPreference),
    origin: worseOrigin(outer.origin, nearer.origin),
    communities: united(outer.communities, nearer.communities),
    largeCommunities: united(outer.largeCommunities, nearer.largeCommunities),
    extendedCommunities: united(outer.extendedCommunities, nearer.extendedCommunities),
  })
}

const pathLength = ({ prepend = 0, asPath }: Attributes): number => asPath?.length ?? prepend + 1

const strongest = (pick: (...values: number[]) => number, ...values: readonly (number | undefined)[]): number | undefined => {
  const given = values.filter((value) => value !== undefined)
  return given.length === 0 ? undefined : pick(...given)
}

/** What a route without LOCAL_PREF has (RFC 4271, 5.1.5). */
const usualPreference = 100

const leastPreferred = (outer: number | undefined, nearer: number | undefined): number | undefined =>
  outer === undefined && nearer !== undefined && nearer >= usualPreference ? undefined : strongest(Math.min, outer, nearer)

const origins: readonly Origin[] = ['igp', 'egp', 'incomplete']

// Without one it is igp.
const worseOrigin = (outer: Origin | undefined, nearer: Origin | undefined): Origin | undefined => {
  if (outer === undefined || nearer === undefined) return nearer ?? outer
  return origins[Math.max(origins.indexOf(outer), origins.indexOf(nearer))]
}

const united = <Value>(outer: readonly Value[] | undefined, nearer: readonly Value[] | undefined): readonly Value[] | undefined =>
  outer === undefined || nearer === undefined ? (nearer ?? outer) : [...new Set([...outer, ...nearer])]

const definedOnly = (attributes: { [Key in keyof Attributes]?: Attributes[Key] | undefined }): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
