// Which services stand elsewhere now, and which routes follow from it?
import { addressedKey } from '../bgp/route.ts'
import type { Config, Service } from '../config/config.ts'
import type { Conversation } from '../exabgp/conversation.ts'
import { combine } from '../health/combine.ts'
import type { Measure } from '../health/evidence.ts'
import { depart } from '../policy/departure.ts'
import { routesOf, type Verdict } from '../policy/desired.ts'
import { guard } from '../policy/guard.ts'
import { standingAt } from '../policy/ladder.ts'
import { patiently } from '../policy/patience.ts'
import type { News } from './effect.ts'
import type { Milliseconds } from './event.ts'
import { desiredOf, type ServiceState, type State } from './state.ts'

/** Judges the services that differ from `before`, and those whose time has come. */
export const judge = (
  state: State,
  before: State,
  config: Config,
  at: Milliseconds,
): { readonly state: State; readonly news: readonly News[] } => {
  const news: News[] = []
  const services = state.services.map((service, index) => {
    if (service === before.services[index] && at < service.reviewAt) return service
    const judged = judgeOne(service, config, state.exabgp, at)
    news.push(...judged.news)
    return judged.service
  })
  const moved = services.some(({ routes }, index) => routes !== before.services[index]?.routes)
  return { state: { ...state, services, desired: moved ? desiredOf(services) : state.desired }, news }
}

/** What every check says now, in one sentence part. */
export const why = ({ checks, maintenanceSince, service }: ServiceState): string =>
  maintenanceSince !== undefined
    ? `${service.maintenanceFile} exists`
    : checks.map(({ name, latest }) => `${name}: ${latest === undefined ? 'not asked yet' : latest.reason}`).join('; ')

const judgeOne = (
  state: ServiceState,
  config: Config,
  exabgp: Conversation,
  at: Milliseconds,
): { readonly service: ServiceState; readonly news: readonly News[] } => {
  if (state.verdict === 'pending' && isWaitingForRecall(state.service, exabgp))
    return { service: { ...state, reviewAt: at + recallReviewMs }, news: [] }
  const inherited = state.verdict === 'pending' && hasAnnounced(exabgp, state.service)
  const aim = aimOf(state, inherited, at)
  const { verdict: from, service } = state
  const warmUntil = warmthOf(state, aim.verdict, inherited, at)
  const warm = warmUntil !== undefined && at < warmUntil
  const reviewAt = Math.min(aim.reviewAt, warm ? warmUntil : Number.POSITIVE_INFINITY)
  const to = aim.verdict
  const next = { ...state, verdict: to, reviewAt, warmUntil: warm ? warmUntil : undefined }
  if (to === 'pending' || (to === from && warm === (state.warmUntil !== undefined))) return { service: next, news: [] }
  const { allowed, refused } = guard(routesOf(service, to, warm, config.localAs), config.permit)
  return {
    service: { ...next, routes: allowed, since: to === from ? state.since : at },
    news: [
      { type: 'verdict', service: service.name, from, to, warm, routes: allowed, why: why(state) },
      ...refused.map(({ route, reason }) => ({ type: 'guarded' as const, service: service.name, nlri: addressedKey(route), reason })),
    ],
  }
}

// Whether a departure or a warm start goes on where a predecessor was depends on what that one left in ExaBGP.
const isWaitingForRecall = ({ drain, warm }: Service, { stage, acks, recallUntil }: Conversation): boolean =>
  (drain !== undefined || warm !== undefined) && (stage !== 'open' || (acks === false && recallUntil !== undefined))

const recallReviewMs = 20

const hasAnnounced = ({ announced }: Conversation, { vips }: Service): boolean =>
  [...announced.values()].some(({ nlri }) => vips.some(({ text }) => text === nlri.prefix.text))

type Aim = { readonly verdict: Verdict; readonly reviewAt: Milliseconds }

const aimOf = (state: ServiceState, inherited: boolean, at: Milliseconds): Aim => {
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
  const settled = measure?.capacity === 0 || (measure === undefined && verdict === 'pending')
  return service.drain !== undefined && settled && times.length > 0 && times.length === backends.length ? Math.max(...times) : undefined
}

const isComingBack = ({ checks }: ServiceState, measure: Measure): boolean =>
  measure.capacity === 0 && checks.every(({ latest }) => latest?.kind !== 'measured' || latest.measure.capacity > 0)

const sessionsOf = ({ checks }: ServiceState): number | undefined => {
  const statistics = checks.filter(({ check }) => check.kind === 'backend' || check.kind === 'frontend')
  const counts = statistics.flatMap(({ latest }) => (latest?.kind === 'measured' && latest.sessions !== undefined ? [latest.sessions] : []))
  return counts.length > 0 && counts.length === statistics.length ? counts.reduce((sum, one) => sum + one, 0) : undefined
}

// A service is warming from the moment when it comes up, unless a predecessor had it up already.
const warmthOf = (
  { service, verdict, warmUntil }: ServiceState,
  to: Verdict,
  inherited: boolean,
  at: Milliseconds,
): Milliseconds | undefined => {
  if (service.warm === undefined || typeof to !== 'number') return undefined
  if (typeof verdict === 'number' || verdict === 'draining') return warmUntil
  return inherited ? undefined : at + service.warm.forMs
}
