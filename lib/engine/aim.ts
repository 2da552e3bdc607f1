// Where does a service aim, by its evidence and what its operator ordered?
import { combine } from '../health/combine.ts'
import type { Measure } from '../health/evidence.ts'
import { depart } from '../policy/departure.ts'
import type { Verdict } from '../policy/desired.ts'
import { standingAt } from '../policy/ladder.ts'
import { patiently } from '../policy/patience.ts'
import type { Milliseconds } from './event.ts'
import type { ServiceState } from './state.ts'

export type Aim = { readonly verdict: Verdict; readonly reviewAt: Milliseconds }

/** Evidence and orders as they are now, however dearly an improvement may be paid for. `inherited`: a predecessor left it announced. */
export const aimOf = (state: ServiceState, inherited: boolean, at: Milliseconds): Aim => {
  const { service, checks, verdict, since } = state
  const measure = combine(
    checks.map(({ hysteresis }) => hysteresis.settled),
    service.require,
  )
  const orderedAt = state.maintenanceSince ?? drainedSince(state, measure)
  if (orderedAt !== undefined) {
    const announced = inherited || verdict === 'draining' || state.routes.length > 0
    const serving = state.maintenanceSince === undefined || measure === undefined || measure.capacity > 0
    return depart(service.drain, { announced, serving, orderedAt, sessions: sessionsOf(state) }, at)
  }
  // Without enough settled checks the verdict stays what it was: pending at first, and a departure that was called off ends through rise.
  if (measure === undefined || (verdict === 'draining' && isComingBack(state, measure)))
    return { verdict, reviewAt: Number.POSITIVE_INFINITY }
  if (typeof verdict !== 'number' && verdict !== 'down')
    return { verdict: standingAt(service.tiers, measure, undefined), reviewAt: Number.POSITIVE_INFINITY }
  const held = patiently(standingAt(service.tiers, measure, verdict), verdict, since, service.holdMs, at)
  return { verdict: held.standing, reviewAt: held.reviewAt }
}

// When the last of all servers of all backends was taken away by hand in HAProxy, once that has settled; only for a service that drains.
const drainedSince = ({ service, checks, verdict }: ServiceState, measure: Measure | undefined): Milliseconds | undefined => {
  const backends = checks.filter(({ check }) => check.kind === 'backend')
  const times = backends.map((one) => one.drainedSince).filter((time) => time !== undefined)
  const settled = measure?.capacity === 0 || (measure === undefined && (verdict === 'pending' || verdict === 'draining'))
  return service.drain !== undefined && settled && times.length > 0 && times.length === backends.length ? Math.max(...times) : undefined
}

const isComingBack = ({ checks }: ServiceState, measure: Measure): boolean =>
  measure.capacity === 0 && checks.every(({ latest }) => latest?.kind !== 'measured' || latest.measure.capacity > 0)

const sessionsOf = ({ checks }: ServiceState): number | undefined => {
  const statistics = checks.filter(({ check }) => check.kind === 'backend' || check.kind === 'frontend')
  const counts = statistics.flatMap(({ latest }) => (latest?.kind === 'measured' && latest.sessions !== undefined ? [latest.sessions] : []))
  return counts.length > 0 && counts.length === statistics.length ? counts.reduce((sum, one) => sum + one, 0) : undefined
}

/** Until when a service is warming that goes where it aims: from the moment when it comes up, unless a predecessor had it up already. */
export const warmthOf = (
  { service, verdict, warmUntil }: ServiceState,
  to: Verdict,
  inherited: boolean,
  at: Milliseconds,
): Milliseconds | undefined => {
  if (service.warm === undefined || typeof to !== 'number') return undefined
  if (typeof verdict === 'number' || verdict === 'draining') return warmUntil
  return inherited ? undefined : at + service.warm.forMs
}
