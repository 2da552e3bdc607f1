// What does an order do to a service: to leave, to come back, and by its end?
import { unsettled } from '../health/hysteresis.ts'
import { type DrainOrder, expiresAt, noOrders, type Orders, withDrain, withoutDrains } from '../policy/orders.ts'
import { after, type Milliseconds, never } from '../values/time.ts'
import type { News } from './effect.ts'
import type { Event } from './event.ts'
import { ordered } from './ordered.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'

type Taken = { readonly state: State; readonly news: readonly News[] }

type Of<Type extends Event['type']> = Extract<Event, { readonly type: Type }>

/** Notes the order; what follows is judged as for a maintenance file. */
export const takeDrain = (state: State, { services: names, order, expireMs, at }: Of<'drain'>): Taken => {
  const given: DrainOrder = { ...order, since: at, ...(expireMs !== undefined && { until: after(at, expireMs) }) }
  const changed = change(state, names, (one) => ({ ...one, orders: withDrain(one.orders, given) }))
  const news: News = { type: 'order', order: 'drain', services: changed.names, ...order, ...(expireMs !== undefined && { expireMs }) }
  return { state: changed.state, news: changed.names.length === 0 ? [] : [news] }
}

/** Takes back every order; what else keeps a service away is said. */
export const takeResume = (state: State, { services: all, author, at }: Of<'resume'>): Taken => {
  const wanted = new Set(all)
  const names = ordered(state.services).flatMap(({ service }) => (wanted.has(service.name) ? [service.name] : []))
  const { state: next } = change(state, names, (one) => without(one, noOrders, at))
  const held = next.services.filter(({ service, maintenance }) => wanted.has(service.name) && maintenance.since !== undefined)
  if (names.length === 0 && held.length === 0) return { state, news: [] }
  const files = [...new Set(held.flatMap(({ service }) => service.maintenanceFile ?? []))]
  return { state: next, news: [{ type: 'order', order: 'resume', services: names.length === 0 ? all : names, author, files }] }
}

/** Ends what was ordered until now. */
export const expireOrders = (state: State, at: Milliseconds): Taken => {
  const news: News[] = []
  const over = ordered(state.services).filter(({ orders }) => expiresAt(orders) <= at)
  if (over.length === 0) return { state, news }
  for (const { service, orders } of over)
    for (const order of orders.drains.filter((one) => isOver(one, at))) news.push(orderOver([service.name], order, 'expired', at))
  const names = over.map(({ service }) => service.name)
  const changed = change(state, names, (one) =>
    without(
      one,
      withoutDrains(one.orders, (order) => isOver(order, at)),
      at,
    ),
  )
  return { state: changed.state, news }
}

export const orderOver = (services: readonly string[], order: DrainOrder, how: 'expired' | 'started', at: Milliseconds): News => {
  const { since, until: _, ...wish } = order
  return { type: 'order-over', services, how, afterMs: Math.max(0, at - since), ...wish }
}

const isOver = ({ until = never }: DrainOrder, at: Milliseconds): boolean => until <= at

/** Once nothing keeps it away any more every check has to rise again, from now on, as when a maintenance file is gone. */
const without = (one: ServiceState, orders: Orders, at: Milliseconds): ServiceState => {
  const returns = one.orders.drains.length > 0 && orders.drains.length === 0 && one.maintenance.since === undefined
  const checks = returns ? one.checks.map((check) => ({ ...check, hysteresis: unsettled, dueAt: at })) : one.checks
  return { ...one, orders, checks }
}

const change = (
  state: State,
  names: readonly string[],
  by: (one: ServiceState) => ServiceState,
): { readonly state: State; readonly names: readonly string[] } => {
  const wanted = new Set(names)
  const services = state.services.map((one) => (wanted.has(one.service.name) ? by(one) : one))
  const found = state.services.map(({ service }) => service.name).filter((name) => wanted.has(name))
  return found.length === 0 ? { state, names: [] } : { state: { ...state, services }, names: found }
}
