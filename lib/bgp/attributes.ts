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

const definedOnly = (attributes: { [Key in keyof Attributes]?: Attributes[Key] | undefined }): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
