// What exactly is announced, and to whom: one NLRI with its path attributes, nothing left to decide.
import { type Asn, prepended } from './as-path.ts'
import { type AttributeName, type Attributes, attributeNames, attributeTable } from './attribute-table.ts'
import { worsened } from './attributes.ts'
import type { Prefix } from './prefix.ts'

/** A prefix, and where ADD-PATH is used the path identifier that is part of the key (RFC 7911). */
export type Nlri = { readonly prefix: Prefix; readonly pathInformation?: number }

/** Equal for equal NLRI; also how ExaBGP writes them. */
export type NlriKey = string

/** Without `asPath` ExaBGP puts local-as towards eBGP neighbors and nothing towards iBGP. */
export type PathAttributes = Omit<Attributes, 'prepend' | 'nextHop' | 'pathInformation'> & {
  /** `self`, or an address. */
  readonly nextHop: string
}

/** Addresses of the neighbors that something is for, at least one. */
export type Audience = readonly string[]

/** What may be announced, and to whom; without an audience to every neighbor that the process speaks to. */
export type Addressed = { readonly nlri: Nlri; readonly to?: Audience }

/** Equal for the same NLRI to the same audience, and fit to be read. */
export type AddressedKey = string

export type Route = Addressed & { readonly attributes: PathAttributes }

export const addressedKey = ({ nlri, to }: Addressed): AddressedKey =>
  to === undefined ? nlriKey(nlri) : `${nlriKey(nlri)} to ${to.join(' and ')}`

export const nlriKey = ({ prefix, pathInformation }: Nlri): NlriKey =>
  pathInformation === undefined ? prefix.text : `${prefix.text} path-information ${pathInformation}`

export const nlriOf = (prefix: Prefix, { pathInformation }: Attributes): Nlri =>
  pathInformation === undefined ? { prefix } : { prefix, pathInformation }

/** Equal for attributes that make the same announcement. */
export const attributesKey = (attributes: PathAttributes): string => JSON.stringify(attributes, Object.keys(attributes).sort())

export type NamedAttribute = { readonly name: AttributeName; readonly value: string | readonly string[] }

/** Each attribute by its name, as one text or several, the next hop first and the others in the order of the table. */
export const namedAttributes = ({ nextHop, ...others }: PathAttributes): readonly NamedAttribute[] => {
  const values: Readonly<Record<string, string | number | readonly (string | number)[]>> = others
  const named = attributeNames.flatMap((name) => {
    const value = values[attributeTable[name].field]
    return value === undefined ? [] : [{ name, value: typeof value === 'object' ? value.map(String) : String(value) }]
  })
  return [{ name: 'next-hop', value: nextHop }, ...named]
}

/** The route for a VIP; `localAs` is needed, and checked by the configuration, where a prepend is asked for. */
export const routeFor = (prefix: Prefix, attributes: Attributes, localAs: Asn | undefined): Route => {
  const { prepend, asPath, nextHop, pathInformation: _, ...rest } = attributes
  const path = prepend !== undefined && prepend > 0 && localAs !== undefined ? prepended(localAs, prepend) : asPath
  return {
    nlri: nlriOf(prefix, attributes),
    attributes: { nextHop: nextHop?.[prefix.family] ?? 'self', ...(path === undefined ? {} : { asPath: path }), ...rest },
  }
}

/** The route with its own next hop, nowhere more attractive than another. */
export const worsenedRoute = ({ attributes: { nextHop: _, ...outer } }: Route, route: Route): Route => {
  const { nextHop, ...own } = route.attributes
  const { nextHop: __, prepend: ___, pathInformation: ____, ...attributes } = worsened(outer, own)
  return { ...route, attributes: { nextHop, ...attributes } }
}
