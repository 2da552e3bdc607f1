// What does ExaBGP announce for us now, and what is missing for what it should announce?
import { type Addressed, type AddressedKey, addressedKey, attributesKey, type PathAttributes, type Route } from '../bgp/route.ts'

/** `unknown`: it may be announced, with attributes that nobody here knows (left by a predecessor, or never answered for). */
export type Announced = Addressed & { readonly attributes: PathAttributes | 'unknown' }

/** The adj-RIB-out as far as ExaBGP has acknowledged it. */
export type Rib = ReadonlyMap<AddressedKey, Announced>

export type DesiredRib = ReadonlyMap<AddressedKey, Announced>

export type Difference = { readonly withdraw: readonly Addressed[]; readonly announce: readonly Route[] }

export const ribOf = (entries: readonly Announced[]): Rib => new Map(entries.map((entry) => [addressedKey(entry), entry]))

/** Whether it is known with which attributes. */
export const isRoute = (entry: Announced): entry is Route => entry.attributes !== 'unknown'

/** The least that turns `announced` into `desired`. What is desired with unknown attributes is left as it is. */
export const difference = (announced: Rib, desired: DesiredRib): Difference => ({
  withdraw: [...announced].filter(([key]) => !desired.has(key)).map(([, { nlri, to }]) => (to === undefined ? { nlri } : { nlri, to })),
  announce: [...desired].flatMap(([key, wanted]) =>
    isRoute(wanted) && !sameAttributes(announced.get(key)?.attributes, wanted.attributes) ? [wanted] : [],
  ),
})

/** What is announced after ExaBGP carried out the difference. */
export const apply = (announced: Rib, { withdraw, announce }: Difference): Rib => {
  const next = new Map(announced)
  for (const gone of withdraw) next.delete(addressedKey(gone))
  for (const route of announce) next.set(addressedKey(route), route)
  return next
}

const sameAttributes = (one: PathAttributes | 'unknown' | undefined, other: PathAttributes): boolean =>
  one !== undefined && one !== 'unknown' && (one === other || attributesKey(one) === attributesKey(other))
