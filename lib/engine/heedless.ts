// What may become of a service while nobody knows whether it was ordered away?
import type { Verdict } from '../policy/desired.ts'
import { earliest, type Milliseconds } from '../values/time.ts'
import type { ServiceState } from './service-state.ts'
import type { Aim } from './target.ts'

/**
 * The aim, as far as it can be followed before somebody has looked whether the maintenance file is there, or knows what a predecessor was ordered.
 * Nothing new is announced, and nothing becomes better; what has become worse, or is dead, is announced so, or taken back. A drain lasts no longer than it was ordered for.
 */
export const heedless = (state: ServiceState, inherited: boolean, aim: Aim, at: Milliseconds): Aim => {
  const { maintenance, orders, verdict, departure } = state
  if ((maintenance.looked && orders.known) || aim.verdict === 'maintenance' || aim.verdict === 'draining') return aim
  if (isWorse(aim.verdict, state, inherited)) return aim
  if (verdict !== 'draining' || departure === undefined) return { ...aim, verdict, open: true }
  if (at >= departure.overAt) return { ...aim, verdict: 'maintenance', departure }
  return { ...aim, verdict, departure, open: true, reviewAt: earliest(aim.reviewAt, departure.overAt) }
}

const isWorse = (aim: Verdict, { service, verdict }: ServiceState, inherited: boolean): boolean => {
  if (aim === 'down') return service.down === 'withdraw' || inherited || verdict === 'draining' || typeof verdict === 'number'
  return typeof aim === 'number' && typeof verdict === 'number' && aim > verdict
}
