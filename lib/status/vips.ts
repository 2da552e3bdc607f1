// What is announced for a service, to whom, with which attributes, and does ExaBGP say so?
import { type Addressed, type AddressedKey, addressedKey, namedAttributes, nlriKey, type Route } from '../bgp/route.ts'
import type { ServiceState } from '../engine/state.ts'
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
  /** Present where no session can carry it. */
  readonly unheard?: true
}

/** In the order of the configuration; of the path identifiers of a VIP only those that are announced or `wanted`. */
export const vipsIn = ({ service }: ServiceState, exabgp: Conversation, wanted: DesiredRib): readonly VipSnapshot[] => {
  const range = rangeOf(service)
  const isThere = (one: Addressed): boolean => exabgp.announced.has(addressedKey(one)) || wanted.has(addressedKey(one))
  const busy = new Set(range.filter(isThere).map(placeOf))
  const first = new Map(range.toReversed().map((one) => [placeOf(one), one]))
  return range
    .filter((one) => isThere(one) || (!busy.has(placeOf(one)) && first.get(placeOf(one)) === one))
    .map((one) => vipIn(one, exabgp, wanted))
}

const placeOf = ({ nlri, to }: Addressed): AddressedKey => addressedKey({ nlri: { prefix: nlri.prefix }, ...(to && { to }) })

const vipIn = ({ nlri, to }: Addressed, exabgp: Conversation, desired: DesiredRib): VipSnapshot => {
  const key = addressedKey({ nlri, ...(to && { to }) })
  const [entry, wanted] = [exabgp.announced.get(key), desired.get(key)]
  const next = nextOf(entry, wanted)
  return {
    nlri: nlriKey(nlri),
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

const attributesIn = ({ attributes }: Route): NonNullable<VipSnapshot['attributes']> =>
  Object.fromEntries(namedAttributes(attributes).map(({ name, value }) => [name, value]))
