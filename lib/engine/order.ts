// Which orders to leave stand for a service, and since when?

import { isProbeCheck } from '../config/schema/checks/kinds.ts'
import { isNothing, type Measure } from '../health/evidence.ts'
import { unsettled } from '../health/hysteresis.ts'
import { type Ordered, together, type Wish } from '../policy/departure.ts'
import type { DrainOrder } from '../policy/orders.ts'
import { earliest, latest, type Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { ServiceState } from './service-state.ts'

/** An order to leave that stands: by the maintenance file, by hand in HAProxy, or given to the running process. Its own end and its claims, where it has any, lie over the rest. */
type Order = { readonly by: 'file' | 'haproxy' | DrainOrder['by'] } & Wish & Partial<Omit<DrainOrder, 'by'>>

/** All that stand for a service; any of them holds. */
export const ordersOf = (state: ServiceState, measure: Measure | undefined): readonly Order[] => {
  const [file, haproxy] = [state.maintenance.since, byHandSince(state, measure)]
  return [
    ...(file === undefined ? [] : [{ by: 'file' as const, since: file }]),
    ...(haproxy === undefined ? [] : [{ by: 'haproxy' as const, since: haproxy }]),
    ...state.orders.drains,
  ]
}

/** Whether it waits to be ordered back; who takes `resume: manual` out of the configuration lets it return. */
export const isLatched = ({ service, orders }: ServiceState): boolean => service.resume === 'manual' && orders.latchedSince !== undefined

/** What they come to. */
export const orderedNow = (state: ServiceState, measure: Measure | undefined): Ordered | undefined =>
  together(ordersOf(state, measure), state.service.drain)

/** Whether nothing is left of the service that a departure could spare; servers that were taken away by hand keep their sessions. */
export const isDead = ({ service, checks }: ServiceState, measure: Measure | undefined): boolean => {
  const { away, others } = backendsOf(checks)
  if (away.length === 0) return measure !== undefined && isNothing(measure)
  return others.length === 0
    ? away.every(isDeserted)
    : service.require === 'all' && others.some((one) => isGone(one) && one.check.shared !== true)
}

// All of its servers have died since they were taken away, and the last session has ended.
const isDeserted = (one: CheckState): boolean =>
  isGone(one) && one.latest?.kind === 'measured' && one.latest.drainedServers === undefined && one.latest.sessions === 0

const isGone = ({ hysteresis }: CheckState): boolean => hysteresis.settled?.capacity === 0

/** Once the last order is called off, what probes found out behind it does not count any more: they have to rise again, from now on. */
export const callOff = (state: ServiceState, measure: Measure | undefined, at: Milliseconds): ServiceState => {
  const { departure, checks } = state
  if (departure === undefined || departure.calledOff || orderedNow(state, measure) !== undefined) return state
  return {
    ...state,
    departure: { ...departure, calledOff: true },
    checks: checks.map((check) => (isProbeCheck(check.check) ? { ...check, hysteresis: unsettled, dueAt: at } : check)),
  }
}

// Backends cannot be drained in one moment. What needs all of them leaves with the first, what any is enough for with the last. It has to have
// settled; and where a backend had failed by itself, that is what brought the service down.
const byHandSince = ({ service, checks, verdict, departure }: ServiceState, measure: Measure | undefined): Milliseconds | undefined => {
  const { away, others } = backendsOf(checks)
  if (service.drain === undefined || away.length === 0) return undefined
  if ((departure === undefined || departure.calledOff) && others.some(isGone)) return undefined
  const gone = measure === undefined ? typeof verdict !== 'number' && verdict !== 'down' : isNothing(measure)
  if (!gone) return undefined
  const times = away.map(({ drainedSince }) => drainedSince)
  if (service.require === 'all') return earliest(...times)
  return others.length === 0 ? latest(...times) : undefined
}

const backendsOf = (checks: readonly CheckState[]) => {
  const backends = checks.filter(({ check }) => check.kind === 'backend')
  return {
    away: checks.filter(isAway),
    others: backends.filter(({ drainedSince }) => drainedSince === undefined),
  }
}

const isAway = (one: CheckState): one is CheckState & { readonly drainedSince: Milliseconds } => one.drainedSince !== undefined
