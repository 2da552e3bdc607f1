// Where does a service stand, why, and what keeps it there?

import type { ServiceState } from '../engine/service-state.ts'
import type { State } from '../engine/state.ts'
import { measureOf, sessionsOf, sessionsTotalOf } from '../engine/target.ts'
import { why } from '../engine/verdict.ts'
import type { DesiredRib } from '../exabgp/rib.ts'
import { penaltyAt } from '../policy/penalty.ts'
import { type StateWord, stateWord } from '../policy/state-word.ts'
import type { Milliseconds } from '../values/time.ts'
import { type CheckSnapshot, checkIn, measureIn } from './check.ts'
import type { Wall } from './facts.ts'
import { type OrderSnapshot, ordersIn } from './orders.ts'
import { type TrafficSnapshot, trafficIn } from './traffic.ts'
import { type VipSnapshot, vipsIn } from './vips.ts'
import { type WaitingSnapshot, waitingIn } from './waiting.ts'

export type ServiceSnapshot = {
  readonly name: string
  readonly state: StateWord
  /** Since when the state, or the tier, is what it is. */
  readonly since: number
  /** 1 is the best; absent where it stands on none. */
  readonly tier?: number
  /** How many there are. */
  readonly tiers: number
  /** What its checks come to; absent while that is open. */
  readonly capacity?: number
  /** Absent where no check counts servers. */
  readonly servers?: number
  /** How many HAProxy has on its checks' proxies, all together; absent where one of them does not tell, or none is asked. */
  readonly sessions?: number
  /** Whether the newest result of a check is unknown, so that its last one holds. */
  readonly unknown: boolean
  /** What every check says now, or the order that stands. */
  readonly why: string
  readonly vips: readonly VipSnapshot[]
  readonly checks: readonly CheckSnapshot[]
  /** What withholds a change. */
  readonly waiting: readonly WaitingSnapshot[]
  /** Orders to leave that stand. */
  readonly orders: readonly OrderSnapshot[]
  /** What receivers that damp routes hold against it; absent where it is not damped. */
  readonly dampingPenalty?: number
  /** How many HAProxy has had there since it started; absent where one of them does not tell. */
  readonly sessionsTotal?: number
  /** Present where these do not agree with what is announced. */
  readonly traffic?: TrafficSnapshot
  /** How often it has come to stand so since the start. */
  readonly changes: Readonly<Partial<Record<StateWord, number>>>
}

/** `wanted`: what ExaBGP should announce, all services together. */
export const serviceIn = (state: ServiceState, all: State, wanted: DesiredRib, at: Milliseconds, wall: Wall): ServiceSnapshot => {
  const { service, verdict, checks } = state
  const counts = checks.some(({ check }) => check.kind === 'backend')
  const [measure, sessions] = [measureOf(state, at), sessionsOf(state)]
  const [sessionsTotal, traffic] = [sessionsTotalOf(state), trafficIn(state, wall)]
  return {
    name: service.name,
    state: stateWord(service, verdict, state.warmUntil !== undefined),
    since: wall(state.since),
    ...(typeof verdict === 'number' && { tier: verdict + 1 }),
    tiers: service.tiers.length,
    ...(measure !== undefined && measureIn(measure, counts)),
    ...(sessions !== undefined && { sessions }),
    unknown: checks.some(({ latest }) => latest?.kind === 'unknown'),
    why: why(state),
    vips: vipsIn(state, all.exabgp, wanted),
    checks: checks.map((check) => checkIn(check, wall)),
    waiting: waitingIn(state, all, wall),
    orders: ordersIn(state, at, wall),
    ...(service.damping !== undefined && { dampingPenalty: Math.round(penaltyAt(state.figure, service.damping, at)) }),
    ...(traffic !== undefined && { traffic }),
    ...(sessionsTotal !== undefined && { sessionsTotal }),
    changes: state.changes,
  }
}
