// What is known of a service?
import { addressedKey, type Route } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import type { DesiredRib } from '../exabgp/rib.ts'
import type { Stood, Verdict } from '../policy/desired.ts'
import type { Orders } from '../policy/orders.ts'
import type { Figure } from '../policy/penalty.ts'
import type { StateWord } from '../policy/state-word.ts'
import { changed } from '../values/changed.ts'
import { remembering } from '../values/remembering.ts'
import { type Milliseconds, never } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { Traffic } from './traffic.ts'

export type ServiceState = {
  readonly service: Service
  readonly checks: readonly CheckState[]
  readonly maintenance: MaintenanceState
  readonly orders: Orders
  /** The departure that is under way or over, until the service is back. */
  readonly departure: DepartureState | undefined
  readonly verdict: Verdict
  /** Since when the verdict is what it is. */
  readonly since: Milliseconds
  /** Until when a service that came up is announced with the attributes of warming. */
  readonly warmUntil: Milliseconds | undefined
  /** When to judge again although nothing happens. */
  readonly reviewAt: Milliseconds
  readonly routes: readonly Route[]
  /** Its routes are those of an earlier configuration, until it is judged by the one in force. */
  readonly outdated: boolean
  /** What receivers that damp routes hold against it; kept where the service is damped. */
  readonly figure: Figure
  /** The improvement that damping holds back. */
  readonly heldBack: HeldBack | undefined
  /** How often it has come to stand so since the start. */
  readonly changes: Readonly<Partial<Record<StateWord, number>>>
  readonly traffic: Traffic
  /** VIPs that this machine lacks although their routes lead here; undefined before anybody has looked. */
  readonly missing: readonly string[] | undefined
}

/** The same with other checks. A thousand are made a second: written out, a copy takes a tenth of the time and a third of the memory. */
const withChecks = (one: ServiceState, checks: readonly CheckState[]): ServiceState => ({
  service: one.service,
  checks,
  maintenance: one.maintenance,
  orders: one.orders,
  departure: one.departure,
  verdict: one.verdict,
  since: one.since,
  warmUntil: one.warmUntil,
  reviewAt: one.reviewAt,
  routes: one.routes,
  outdated: one.outdated,
  figure: one.figure,
  heldBack: one.heldBack,
  changes: one.changes,
  traffic: one.traffic,
  missing: one.missing,
})

/** Each check as `change` makes it; the same services where all of their checks are the same. */
export const changedChecks = <Given>(
  services: readonly ServiceState[],
  change: (check: CheckState, service: ServiceState, given: Given) => CheckState,
  given: Given,
): readonly ServiceState[] => changed(services, withChanged<Given>, { change, given })

const withChanged = <Given>(
  service: ServiceState,
  _: number,
  by: { readonly change: (check: CheckState, service: ServiceState, given: Given) => CheckState; readonly given: Given },
): ServiceState => {
  let checks: CheckState[] | undefined
  for (let index = 0; index < service.checks.length; index++) {
    const now = by.change(service.checks[index] as CheckState, service, by.given)
    if (now === service.checks[index]) continue
    checks ??= [...service.checks]
    checks[index] = now
  }
  return checks === undefined ? service : withChecks(service, checks)
}

/** What is known of the maintenance file. */
export type MaintenanceState = {
  /** Since when it is there, by the last look that found out. */
  readonly since: Milliseconds | undefined
  /** Whether a look has found out whether it is there; true where there is none to look for. */
  readonly looked: boolean
  /** Why it cannot be looked at now. */
  readonly trouble: string | undefined
  /** Since when a look at it has been under way that should have answered. */
  readonly unansweredSince: Milliseconds | undefined
}

/** A departure that was ordered. Called off, it ends once the service has risen again. */
export type DepartureState = {
  readonly since: Milliseconds
  /** When it ends in a withdraw at the latest; never once the service has risen again. */
  readonly overAt: Milliseconds
  readonly stood: Stood
  readonly calledOff: boolean
}

/** `warm`: announced with the attributes of warming, or to be. */
export type Stance = { readonly verdict: Verdict; readonly warm: boolean }

export type HeldBack = {
  readonly wish: Stance
  readonly since: Milliseconds
  /** The penalty when this was found, and what it has to fall below. */
  readonly penalty: number
  readonly limit: number
}

/** When the first of them is to be judged again although nothing happens. */
export const nextReview = remembering((services: readonly ServiceState[]): Milliseconds => {
  let next = never
  for (const { reviewAt } of services) if (reviewAt < next) next = reviewAt
  return next
})

/** The routes of all of them. */
export const desiredOf = (services: readonly ServiceState[]): DesiredRib =>
  new Map(services.flatMap(({ routes }) => routes.map((route) => [addressedKey(route), route] as const)))
