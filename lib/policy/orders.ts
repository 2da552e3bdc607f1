// What was a service ordered to do by somebody who told the running process?
import { earliest, type Milliseconds, never } from '../values/time.ts'

/** Of a reason, in characters. */
export const longestReason = 500

/**
 * To leave. `by`: `stop` is given where ExaBGP is about to be stopped, and ends with its next start; a service has one of these at most, and one of each
 * author. `author` and `reason` are what the client said, its claim.
 */
export type DrainWish = {
  readonly by: 'operator' | 'stop'
  readonly author: string
  readonly reason: string
  /** For how long the attributes of the drain stand, at the most, in the place of what is configured. */
  readonly forMs?: number
  /** Withdrawn earlier once HAProxy has this many sessions or fewer. */
  readonly sessions?: number
}

/** Given at `since`, and over at `until`; without that it does not end by itself. Both are readings of one clock. */
export type DrainOrder = DrainWish & { readonly since: Milliseconds; readonly until?: Milliseconds }

export type Orders = {
  /** Whether it is known what a predecessor was ordered. */
  readonly known: boolean
  readonly drains: readonly DrainOrder[]
  /** Since when it is down and stays so until it is ordered back, where that is wanted. */
  readonly latchedSince: Milliseconds | undefined
}

export const noOrders: Orders = { known: true, drains: [], latchedSince: undefined }

/** Nobody can tell what a predecessor was ordered. */
export const unknownOrders: Orders = { ...noOrders, known: false }

/** Orders that a successor has to know. */
export type KeptOrders = { readonly service: string; readonly orders: Orders }

/** `noOrders` itself where there is nothing to know. */
const tidy = (orders: Orders): Orders =>
  orders.known && orders.drains.length === 0 && orders.latchedSince === undefined ? noOrders : orders

/** Whether the one takes the place of the other: nobody takes back what somebody else has ordered by ordering the same. */
export const isOfSame = (one: Pick<DrainWish, 'by' | 'author'>, other: Pick<DrainWish, 'by' | 'author'>): boolean =>
  one.by === other.by && (one.by === 'stop' || one.author === other.author)

/** Of a service; more authors than that are nobody's need. */
const mostDrains = 16

/** With one more, beside those of others; the first moment of an order stands, however often it is given. Of too many those stay that end last. */
export const withDrain = (orders: Orders, order: DrainOrder): Orders => {
  const before = orders.drains.find((one) => isOfSame(one, order))
  const next = before === undefined ? order : { ...order, since: earliest(before.since, order.since) }
  const drains = [...orders.drains.filter((one) => one !== before), next]
  return { ...orders, drains: drains.length > mostDrains ? withoutFirstToEnd(drains) : drains }
}

const withoutFirstToEnd = (drains: readonly DrainOrder[]): readonly DrainOrder[] => {
  const end = earliest(never, ...drains.map(({ until = never }) => until))
  const first = drains.findIndex(({ until = never }) => until === end)
  return drains.filter((_, index) => index !== first)
}

/** Without those of which this is so. */
export const withoutDrains = (orders: Orders, isOver: (order: DrainOrder) => boolean): Orders => {
  const drains = orders.drains.filter((order) => !isOver(order))
  return drains.length === orders.drains.length ? orders : tidy({ ...orders, drains })
}

/** What was ordered and noted since, beside what can be read of a predecessor's orders at last. */
export const joined = (since: Orders, left: Orders): Orders => {
  const { drains } = since.drains.reduce(withDrain, left)
  const latched = [since.latchedSince, left.latchedSince].filter((one) => one !== undefined)
  return tidy({ known: left.known, drains, latchedSince: latched.length === 0 ? undefined : earliest(...latched) })
}

/** When the next of them ends by itself. */
export const expiresAt = ({ drains }: Orders): Milliseconds => earliest(never, ...drains.map(({ until = never }) => until))

/** What a start makes of orders that it finds: those of a stop end where ExaBGP was `restarted`, and services may be configured no more. */
export const inherit = (
  kept: readonly KeptOrders[],
  { restarted, names }: { readonly restarted: boolean; readonly names: readonly string[] },
): { readonly kept: readonly KeptOrders[]; readonly ended: readonly string[]; readonly forgotten: readonly string[] } => {
  const isEnded = ({ by }: DrainOrder): boolean => restarted && by === 'stop'
  const ours = kept.filter(({ service }) => names.includes(service))
  return {
    kept: ours
      .map(({ service, orders }) => ({ service, orders: withoutDrains(orders, isEnded) }))
      .filter(({ orders }) => orders !== noOrders),
    ended: ours.filter(({ orders }) => orders.drains.some(isEnded)).map(({ service }) => service),
    forgotten: kept.filter((one) => !ours.includes(one)).map(({ service }) => service),
  }
}
