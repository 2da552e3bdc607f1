// Has a service left already, as far as anybody knows?
import type { ServiceState } from '../engine/service-state.ts'
import type { State } from '../engine/state.ts'
import { wanted } from '../engine/wanted.ts'
import { acknowledges } from '../exabgp/phase.ts'
import type { DesiredRib } from '../exabgp/rib.ts'
import { type StateWord, stateWord } from '../policy/state-word.ts'
import { type Milliseconds, never } from '../values/time.ts'
import type { Wall } from './facts.ts'
import { type OrderSnapshot, ordersIn } from './orders.ts'
import { vipsIn } from './vips.ts'

export type Leaving = {
  readonly service: string
  readonly state: StateWord
  /** Whether it has left on order and ExaBGP has nothing of it any more, as far as it says so; where it acknowledges nothing: whether it was told. */
  readonly withdrawn: boolean
  /** What ExaBGP has, or may have. */
  readonly left: readonly string[]
  /** When it is withdrawn at the latest, in milliseconds since 1970, while it drains. */
  readonly withdrawAt?: number
  /** Why it stays away. */
  readonly orders: readonly OrderSnapshot[]
}

/** `acknowledged`: whether ExaBGP answers commands. */
export type Leavings = { readonly acknowledged: boolean; readonly services: readonly Leaving[] }

/** Of the services of these names, in the order of the configuration. */
export const leavings = (state: State, names: readonly string[], at: Milliseconds, wall: Wall): Leavings => {
  const [desired, meant] = [wanted(state), new Set(names)]
  const services = state.services.filter(({ service }) => meant.has(service.name))
  return {
    acknowledged: acknowledges(state.exabgp.phase) === true,
    services: services.map((one) => leavingOf(one, state, desired, at, wall)),
  }
}

const leavingOf = (one: ServiceState, state: State, desired: DesiredRib, at: Milliseconds, wall: Wall): Leaving => {
  const left = vipsIn(one, state.exabgp, desired).filter(({ announced, inDoubt }) => announced || inDoubt)
  return {
    service: one.service.name,
    state: stateWord(one.service, one.verdict, one.warmUntil !== undefined),
    withdrawn: one.verdict === 'maintenance' && left.length === 0,
    left: [...new Set(left.map(({ nlri }) => nlri))],
    ...(one.verdict === 'draining' &&
      one.departure !== undefined &&
      one.departure.overAt < never && { withdrawAt: wall(one.departure.overAt) }),
    orders: ordersIn(one, at, wall),
  }
}
