// What does ExaBGP announce for us now, and what is missing for what it should announce?
import { type Addressed, type AddressedKey, addressedKey, attributesKey, type PathAttributes, type Route } from '../bgp/route.ts'
import { type Owners, ownersIn } from '../policy/owners.ts'
import { remembering } from '../values/remembering.ts'

/** As it was acknowledged, or in doubt. */
export type Announced = Route | Doubtful

/**
 * It may be announced, with attributes that nobody here knows: left by a predecessor, refused, or never answered for. `assumed`: ExaBGP has
 * never said that it is. `told`: the attributes with which it was acknowledged, of one that ExaBGP does not list for every neighbor.
 */
type Doubtful = Addressed & { readonly attributes: 'unknown'; readonly assumed?: true; readonly told?: PathAttributes }

/** Whether an answer or a listing of ExaBGP has said that this is there. */
export const isSaid = (entry: Announced): boolean => isRoute(entry) || entry.assumed === undefined

/** What ExaBGP has acknowledged, or may have carried out: the adj-RIB-out as far as anybody can know it. */
export type Rib = ReadonlyMap<AddressedKey, Announced>

export type DesiredRib = ReadonlyMap<AddressedKey, Announced>

export type Difference = { readonly withdraw: readonly Addressed[]; readonly announce: readonly Route[] }

export const ribOf = (entries: readonly Announced[]): Rib => new Map(entries.map((entry) => [addressedKey(entry), entry]))

/** What was there, as far as anybody has said so. */
export const said = remembering((rib: Rib): readonly Announced[] => [...rib.values()].filter(isSaid))

/** Nobody knows any more whether, and how, these are announced. */
export const doubtful = (rib: Rib, routes: readonly Addressed[]): Rib => {
  const next = new Map(rib)
  for (const { nlri, to } of routes) {
    const key = addressedKey({ nlri, ...(to && { to }) })
    const entry = rib.get(key)
    const wasSaid = entry !== undefined && isSaid(entry)
    next.set(key, { nlri, ...(to && { to }), attributes: 'unknown', ...(!wasSaid && { assumed: true }) })
  }
  return next
}

/** Whether it is known with which attributes. */
export const isRoute = (entry: Announced): entry is Route => entry.attributes !== 'unknown'

/**
 * The least that turns `announced` into `desired`. What is desired with unknown attributes is left as it is; what another path identifier
 * of the same service replaces goes once that is announced, so that there is no gap; of another service that one may be dead.
 */
export const difference = remembering((announced: Rib, desired: DesiredRib, owners: Owners): Difference => {
  const announce = missing(announced, desired)
  const gone = [...announced].filter(([key]) => !desired.has(key)).map(([, entry]) => entry)
  const heirs = gone.length === 0 ? new Set() : new Set(announce.flatMap((route) => places(route, owners)))
  return {
    withdraw: gone
      .filter((entry) => !places(entry, owners).some((place) => heirs.has(place)))
      .map(({ nlri, to }) => (to === undefined ? { nlri } : { nlri, to })),
    announce,
  }
})

const missing = (announced: Rib, desired: DesiredRib): readonly Route[] =>
  [...desired].flatMap(([key, wanted]) =>
    isRoute(wanted) && !sameAttributes(announced.get(key)?.attributes, wanted.attributes) ? [wanted] : [],
  )

const places = ({ nlri, to }: Addressed, owners: Owners): readonly string[] => {
  const place = addressedKey({ nlri: { prefix: nlri.prefix }, ...(to && { to }) })
  return ownersIn(owners, nlri).map((name) => `${place} of ${name}`)
}

/** What is announced after ExaBGP carried out the difference. */
export const apply = (announced: Rib, { withdraw, announce }: Difference): Rib => {
  const next = new Map(announced)
  for (const gone of withdraw) next.delete(addressedKey(gone))
  for (const route of announce) next.set(addressedKey(route), route)
  return next
}

export const sameAttributes = (one: PathAttributes | 'unknown' | undefined, other: PathAttributes): boolean =>
  one !== undefined && one !== 'unknown' && (one === other || attributesKey(one) === attributesKey(other))
