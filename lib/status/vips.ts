// What is announced for a service, to whom, with which attributes, and does ExaBGP say so?
import { type Addressed, type AddressedKey, addressedKey, namedAttributes, nlriKey, type Route } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import type { ServiceState } from '../engine/service-state.ts'
import type { Conversation } from '../exabgp/conversation.ts'
import { isBorne } from '../exabgp/eligible.ts'
import { type Announced, type DesiredRib, isRoute, isSaid, sameAttributes } from '../exabgp/rib.ts'
import { rangeOf } from '../policy/desired.ts'

/** A VIP, to one of the groups of neighbors that its service tells apart. */
export type VipSnapshot = {
  /** The VIP, and the path identifier where ADD-PATH is used. */
  readonly nlri: string
  /** Absent: all neighbors that list this process. */
  readonly neighbors?: readonly string[]
  /** Whether ExaBGP announces it, as far as it has said so; where it acknowledges nothing, whether it was told to. */
  readonly announced: boolean
  /** Whether nobody knows for sure whether, or how, it is announced. */
  readonly inDoubt: boolean
  /** What is wanted and not done yet. */
  readonly next?: 'announce' | 'withdraw'
  /** Whether ExaBGP refused what is wanted. */
  readonly refused: boolean
  /** With which attributes it is announced, by their names; absent where it is not, or nobody knows. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>
  /** Whether this machine has the address, if the route leads here; absent while nobody knows. */
  readonly local?: boolean
  /** Present where no session can carry it. */
  readonly unheard?: true
}

/** In the order of the configuration; of the path identifiers of a VIP only those that are announced or `wanted`. */
export const vipsIn = ({ service, missing }: ServiceState, exabgp: Conversation, wanted: DesiredRib): readonly VipSnapshot[] => {
  const known = told.get(service)
  if (known !== undefined && known.wanted === wanted && known.missing === missing && isSame(known, exabgp)) return known.vips
  const vips = located(service, vipsNow(service, exabgp, wanted), missing)
  const { announced, refused, sessions, settings } = exabgp
  told.set(service, { announced, refused, sessions, settings, wanted, missing, vips })
  return vips
}

/** All that it follows from. */
type Known = Pick<Conversation, 'announced' | 'refused' | 'sessions' | 'settings'>

type Told = Known & Pick<ServiceState, 'missing'> & { readonly wanted: DesiredRib; readonly vips: readonly VipSnapshot[] }

// Whoever watches asks every few seconds, and routes seldom change.
const told = new WeakMap<Service, Told>()

const isSame = (one: Known, other: Known): boolean =>
  one.announced === other.announced && one.refused === other.refused && one.sessions === other.sessions && one.settings === other.settings

const located = (
  { requireLocal }: Service,
  vips: readonly VipSnapshot[],
  missing: readonly string[] | undefined,
): readonly VipSnapshot[] => {
  if (missing === undefined || requireLocal === 'ignore') return vips
  const absent = new Set(missing)
  return vips.map((one) => ({ ...one, local: !absent.has(one.nlri.split(' ')[0] ?? one.nlri) }))
}

const vipsNow = (service: Service, exabgp: Known, wanted: DesiredRib): readonly VipSnapshot[] => {
  const range = placedOf(service)
  const isThere = ({ key }: Placed): boolean => exabgp.announced.has(key) || wanted.has(key)
  const busy = new Set(range.filter(isThere).map(({ place }) => place))
  return range.filter((one) => isThere(one) || (one.isFirst && !busy.has(one.place))).map((one) => vipIn(one, exabgp, wanted))
}

/** What may be announced, and where: `place` is the same for all path identifiers of a VIP, of which one is the first. */
type Placed = Addressed & { readonly key: AddressedKey; readonly place: AddressedKey; readonly isFirst: boolean; readonly text: string }

// A service stays the same as long as its configuration does.
const placed = new WeakMap<Service, readonly Placed[]>()

const placedOf = (service: Service): readonly Placed[] => {
  const known = placed.get(service)
  if (known !== undefined) return known
  const seen = new Set<AddressedKey>()
  const found = rangeOf(service).map((one): Placed => {
    const place = placeOf(one)
    const isFirst = !seen.has(place)
    seen.add(place)
    return { ...one, key: addressedKey(one), place, isFirst, text: nlriKey(one.nlri) }
  })
  placed.set(service, found)
  return found
}

const placeOf = ({ nlri, to }: Addressed): AddressedKey => addressedKey({ nlri: { prefix: nlri.prefix }, ...(to && { to }) })

const vipIn = ({ to, key, text }: Placed, exabgp: Known, desired: DesiredRib): VipSnapshot => {
  const [entry, wanted] = [exabgp.announced.get(key), desired.get(key)]
  const next = nextOf(entry, wanted)
  return {
    nlri: text,
    ...(to !== undefined && { neighbors: to }),
    announced: entry !== undefined && isSaid(entry),
    inDoubt: entry !== undefined && !isRoute(entry),
    ...(next !== undefined && { next }),
    refused: exabgp.refused.has(key),
    ...(entry !== undefined && isRoute(entry) && { attributes: attributesIn(entry) }),
    ...(wanted !== undefined && isRoute(wanted) && !isBorne(wanted, exabgp) && { unheard: true as const }),
  }
}

const nextOf = (entry: Announced | undefined, wanted: Announced | undefined): VipSnapshot['next'] => {
  if (wanted === undefined) return entry === undefined ? undefined : 'withdraw'
  return !isRoute(wanted) || sameAttributes(entry?.attributes, wanted.attributes) ? undefined : 'announce'
}

type Named = NonNullable<VipSnapshot['attributes']>

const named = new WeakMap<Route, Named>()

const attributesIn = (route: Route): Named => {
  const known = named.get(route) ?? Object.fromEntries(namedAttributes(route.attributes).map(({ name, value }) => [name, value]))
  named.set(route, known)
  return known
}
