// Where does a service aim, by its evidence and what its operator ordered?
import type { Config } from '../config/config.ts'
import type { Service } from '../config/service.ts'
import { combine } from '../health/combine.ts'
import { type Evidence, everything, isNothing, type Measure, nothing } from '../health/evidence.ts'
import { depart, type Ordered } from '../policy/departure.ts'
import type { Stood, Verdict } from '../policy/desired.ts'
import { patiently } from '../policy/hold.ts'
import { outcomeOf, standingAt } from '../policy/ladder.ts'
import { countedAs } from '../policy/shared-checks.ts'
import { after, earliest, longAgo, type Milliseconds, never } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { HaproxyState } from './haproxy-state.ts'
import { isAbsent, isUnlooked } from './local-vips.ts'
import { isDead, isLatched, orderedNow } from './order.ts'
import type { DepartureState, ServiceState } from './service-state.ts'
import type { State } from './state.ts'

export type Aim = {
  readonly verdict: Verdict
  readonly reviewAt: Milliseconds
  /** What is ordered, or was and is not over. */
  readonly departure: DepartureState | undefined
  /** Nothing says yet where it should stand, so it stays. */
  readonly open?: true
}

type Beside = Pick<State, 'config' | 'haproxy'>

/** Evidence and orders as they are now, however dearly an improvement may be paid for. `inherited`: a predecessor left it announced. */
export const aimOf = (state: ServiceState, inherited: boolean, beside: Beside, at: Milliseconds): Aim => {
  const aim = aimNow(state, inherited, beside, at)
  const ages = state.checks.map((check) => agedAt(check, state.service)).filter((time) => time > at)
  return { ...aim, reviewAt: earliest(aim.reviewAt, ...ages) }
}

const aimNow = (state: ServiceState, inherited: boolean, { config, haproxy }: Beside, at: Milliseconds): Aim => {
  const measure = measureOf(state, at)
  const ordered = orderedNow(state, measure)
  if (ordered !== undefined) return leaving(state, measure, { ordered, inherited, haproxy }, at)
  const { service, verdict, since, departure } = state
  if (isLatched(state)) return { verdict: 'down', reviewAt: never, departure }
  if (measure === undefined) return { ...undecided(state, config.haproxy, at), open: true }
  if (typeof verdict !== 'number' && verdict !== 'down')
    return { verdict: standingAt(service.tiers, measure, undefined), reviewAt: never, departure: risen(departure) }
  const held = patiently(standingAt(service.tiers, measure, verdict), verdict, since, service.holdMs, at)
  return { verdict: held.standing, reviewAt: held.reviewAt, departure }
}

/**
 * What its checks come to; undefined while that is open. Where any check is enough, one that has been unknown for too long has no say: it would
 * outvote those that see. With `all` it can only hold improvements back. Without a time nothing is too old. Where this machine has to have the
 * VIPs, it comes to nothing while it lacks one.
 */
export const measureOf = (state: ServiceState, at: Milliseconds = longAgo): Measure | undefined => {
  if (isAbsent(state)) return nothing
  const { service, checks } = state
  const counting = checks.filter((check) => at < agedAt(check, service))
  const outcome = outcomeOf(
    counting.map(({ check, hysteresis }) => countedAs(service, check, hysteresis.settled)),
    service,
  )
  return isUnlooked(state) && outcome !== undefined && !isNothing(outcome) ? undefined : outcome
}

/** When the last result of a check is too old to count; never where it is known, or cannot outvote anyone. */
export const agedAt = ({ unknownSince }: CheckState, { require, evidenceMaxAgeMs }: Service): Milliseconds =>
  require === 'all' || unknownSince === undefined ? never : after(unknownSince, evidenceMaxAgeMs)

// What has risen is back, if only damping still keeps it unattractive: nothing ends in a withdraw any more.
const risen = (departure: DepartureState | undefined): DepartureState | undefined =>
  departure === undefined || departure.overAt === never ? departure : { ...departure, overAt: never }

// Of a process that took over after the departure began, the sessions are not all: the one before it ends its own.
const leaving = (
  state: ServiceState,
  measure: Measure | undefined,
  { ordered, inherited, haproxy }: { readonly ordered: Ordered; readonly inherited: boolean; readonly haproxy: HaproxyState },
  at: Milliseconds,
): Aim => {
  const { service, verdict, departure: before, routes } = state
  const { since, overAt } = ordered
  const departure = { since, overAt, stood: before?.stood ?? stoodAt(state, measure), calledOff: false }
  const announced = inherited || verdict === 'draining' || routes.length > 0
  const sessions = haproxy.answersSince > since ? undefined : sessionsOf(state)
  const left = { announced, serving: !isDead(state, measure), sessions }
  return { ...depart(service.drain, ordered, left, at), departure: isSame(before, departure) ? before : departure }
}

const isSame = (before: DepartureState | undefined, now: DepartureState): before is DepartureState =>
  before?.since === now.since && before.overAt === now.overAt && before.calledOff === now.calledOff

// A successor that finds a service without capacity does not know what its predecessor announced.
const stoodAt = ({ service, verdict, warmUntil, outdated, routes }: ServiceState, measure: Measure | undefined): Stood => {
  const former = outdated ? { routes } : {}
  if (typeof verdict === 'number' || verdict === 'down') return { standing: verdict, warm: warmUntil !== undefined, ...former }
  const known = measure !== undefined && !isNothing(measure)
  return { standing: known ? standingAt(service.tiers, measure, undefined) : 'unknown', warm: false, ...former }
}

// The verdict stays what it was: pending at first, and what was to depart until it has risen. But a drain lasts no longer than it was ordered
// for, unless the service is just rising, or its servers may be well and are soon verified. A check that is new speaks against nothing before its first result.
const undecided = (state: ServiceState, { warmupMs }: Config['haproxy'], at: Milliseconds): Aim => {
  const { verdict, departure } = state
  if (verdict !== 'draining' || departure === undefined) return { verdict, reviewAt: never, departure }
  if (at < departure.overAt) return { verdict, reviewAt: departure.overAt, departure }
  if (isGood(state, measured)) return { verdict, reviewAt: never, departure }
  const verifiedAt = after(departure.overAt, warmupMs)
  return at < verifiedAt && isGood(state, atBest)
    ? { verdict, reviewAt: verifiedAt, departure }
    : { verdict: 'maintenance', reviewAt: never, departure }
}

const isGood = ({ checks, service }: ServiceState, read: (evidence: Evidence | undefined) => Measure | undefined): boolean => {
  const newest = combine(
    checks.map(({ check, latest }) => countedAs(service, check, read(latest))),
    service.require,
  )
  return newest !== undefined && !isNothing(newest)
}

const measured = (evidence: Evidence | undefined): Measure | undefined => {
  if (evidence === undefined) return everything
  return evidence.kind === 'measured' ? evidence.measure : undefined
}

const atBest = (evidence: Evidence | undefined): Measure | undefined => (evidence?.kind === 'range' ? evidence.high : measured(evidence))

/** How many HAProxy has on all that is watched of it; undefined where nobody knows. */
export const sessionsOf = (state: ServiceState): number | undefined => sumOf(state, 'sessions')

/** How many it has had since it started. */
export const sessionsTotalOf = (state: ServiceState): number | undefined => sumOf(state, 'sessionsTotal')

const sumOf = ({ checks }: ServiceState, of: 'sessions' | 'sessionsTotal'): number | undefined => {
  const statistics = checks.filter(({ check }) => check.kind === 'backend' || check.kind === 'frontend')
  const counts = statistics.flatMap(({ latest }) => {
    const count = latest?.kind === 'measured' ? latest[of] : undefined
    return count === undefined ? [] : [count]
  })
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
  return inherited ? undefined : after(at, service.warm.forMs)
}
