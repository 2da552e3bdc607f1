// What has a successor to know of orders, and what of a predecessor's is known?
import { expiresAt, joined, type KeptOrders, noOrders, type Orders } from '../policy/orders.ts'
import { earliest, type Milliseconds, never } from '../values/time.ts'
import type { Effect, News } from './effect.ts'
import type { Event } from './event.ts'
import { ordered } from './ordered.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'

/** Lets orders be written down that are not what they were. */
export const keepOrders = (state: State, before: State): readonly Effect[] => {
  if (state.services === before.services) return []
  const same =
    state.keeping.gone === before.keeping.gone && state.services.every(({ orders }, index) => orders === before.services[index]?.orders)
  return same ? [] : [{ type: 'keep-orders', kept: [...keptOrders(state.services), ...state.keeping.gone] }]
}

/** What was ordered of services that `names` leaves out, beside that of those that were gone already. */
export const ordersOfGone = ({ services, keeping }: State, names: ReadonlySet<string>): readonly KeptOrders[] => {
  const gone = [...keptOrders(services), ...keeping.gone].filter(({ service }) => !names.has(service))
  return gone.length === keeping.gone.length && gone.every((one, index) => one === keeping.gone[index]) ? keeping.gone : gone
}

/** Orders of services that have any, or whose orders nobody knows. */
const keptOrders = (services: readonly ServiceState[]): readonly KeptOrders[] =>
  ordered(services).map(({ service, orders }) => ({ service: service.name, orders }))

/** Takes in what can be read of a predecessor's orders at last; what was ordered since stands beside it. */
export const takeKeptOrders = (
  state: State,
  { kept, reason }: Extract<Event, { readonly type: 'orders-read' }>,
): { readonly state: State; readonly news: readonly News[] } => {
  if (kept === undefined) return { state: { ...state, keeping: { ...state.keeping, unread: reason } }, news: [] }
  const left = new Map(kept.map(({ service, orders }) => [service, orders]))
  const known = (orders: Orders, name: string): Orders => (orders.known ? orders : joined(orders, left.get(name) ?? noOrders))
  const services = state.services.map((one) => (one.orders.known ? one : { ...one, orders: known(one.orders, one.service.name) }))
  const gone = state.keeping.gone
    .map(({ service, orders }) => ({ service, orders: known(orders, service) }))
    .filter(({ orders }) => orders !== noOrders)
  return { state: { ...state, services, keeping: { ...state.keeping, unread: undefined, gone } }, news: [] }
}

/** When the first order ends by itself. */
export const ordersDueAt = ({ services }: State): Milliseconds => {
  let next = never
  for (const { orders } of ordered(services)) next = earliest(next, expiresAt(orders))
  return next
}
