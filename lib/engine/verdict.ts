// Which services have another verdict now, and which routes follow from it?
import { penaltyOf } from '../bgp/penalty.ts'
import { addressedKey, type Route } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import type { Conversation } from '../exabgp/conversation.ts'
import { acknowledges, isRecalled } from '../exabgp/phase.ts'
import { isSaid } from '../exabgp/rib.ts'
import { rangeOf, routesOf, type Verdict } from '../policy/desired.ts'
import { guard } from '../policy/guard.ts'
import type { DrainOrder, Orders } from '../policy/orders.ts'
import { charged, type Figure } from '../policy/penalty.ts'
import { countedAs } from '../policy/shared-checks.ts'
import { stateWord } from '../policy/state-word.ts'
import { changed } from '../values/changed.ts'
import { some } from '../values/some.ts'
import { after, earliest, type Milliseconds, never } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import { restrain } from './damping.ts'
import type { News } from './effect.ts'
import { heedless } from './heedless.ts'
import { isAbsent } from './local-vips.ts'
import { callOff } from './order.ts'
import { desiredOf, nextReview, type ServiceState, type Stance } from './service-state.ts'
import type { State } from './state.ts'
import { aimOf, measureOf, warmthOf } from './target.ts'

/** Judges the services about which something else is known than before, and those whose time has come. */
export const judge = (state: State, before: State, at: Milliseconds): { readonly state: State; readonly news: readonly News[] } => {
  const recalled = isRecallAwaited(before.exabgp) && !isRecallAwaited(state.exabgp)
  if (state.services === before.services && !recalled && at < nextReview(state.services)) return { state, news: [] }
  const news: News[] = []
  const services = changed(state.services, judged, { state, before, recalled, at, news })
  if (services === before.services) return { state: services === state.services ? state : { ...state, services }, news }
  const moved = services.some(({ routes }, index) => routes !== before.services[index]?.routes)
  return { state: { ...state, services, desired: moved ? desiredOf(services) : state.desired }, news }
}

/** `recalled`: what a predecessor left in ExaBGP is known now. */
type Judgement = {
  readonly state: State
  readonly before: State
  readonly recalled: boolean
  readonly at: Milliseconds
  readonly news: News[]
}

const judged = (service: ServiceState, index: number, { state, before, recalled, at, news }: Judgement): ServiceState => {
  if (!recalled && at < service.reviewAt && isSaidOf(service, before.services[index])) return service
  const next = judgeOne(service, state, at)
  news.push(...next.news)
  return next.service
}

// When its checks are asked next is no matter for a verdict.
const isSaidOf = (service: ServiceState, before: ServiceState | undefined): boolean =>
  service === before ||
  (before !== undefined &&
    service.maintenance === before.maintenance &&
    service.orders === before.orders &&
    service.missing === before.missing &&
    areSaidOf(service.checks, before.checks))

const areSaidOf = (checks: readonly CheckState[], before: readonly CheckState[]): boolean => {
  for (let index = 0; index < checks.length; index++) {
    const check = checks[index]
    const earlier = before[index]
    if (check === earlier) continue
    if (check?.hysteresis !== earlier?.hysteresis || check?.latest !== earlier?.latest || check?.drainedSince !== earlier?.drainedSince)
      return false
  }
  return true
}

/** What every check says now, in one sentence part. */
export const why = (state: ServiceState): string => {
  const { checks, maintenance, orders, service } = state
  const reasons = [
    ...(maintenance.since === undefined ? [] : [`${service.maintenanceFile} exists`]),
    ...orders.drains.map(byOrder),
    ...(isAbsent(state) ? [`this machine does not have ${some(state.missing ?? [])}`] : []),
  ]
  return reasons.length > 0
    ? reasons.join('; ')
    : checks
        .map((check) => `${check.name}: ${check.latest === undefined ? 'not asked yet' : check.latest.reason}${sharedIn(service, check)}`)
        .join('; ')
}

const sharedIn = (service: Service, { check, hysteresis: { settled } }: CheckState): string =>
  countedAs(service, check, settled) === settled ? '' : ' (shared by all sites, so it withdraws nothing)'

const byOrder = ({ by, author, reason }: DrainOrder): string =>
  by === 'stop' ? 'ordered to leave as ExaBGP is to be stopped' : `ordered to leave, says ${author}${reason === '' ? '' : `: "${reason}"`}`

const judgeOne = (
  given: ServiceState,
  { config, exabgp, haproxy }: State,
  at: Milliseconds,
): { readonly service: ServiceState; readonly news: readonly News[] } => {
  if (given.verdict === 'pending' && isWaitingForRecall(given.service, exabgp))
    return { service: { ...given, reviewAt: after(at, recallReviewMs) }, news: [] }
  const state = callOff(given, measureOf(given, at), at)
  const { verdict: from, service } = state
  const inherited = from === 'pending' && hasAnnounced(exabgp, service)
  const aim = heedless(state, inherited, aimOf(state, inherited, { config, haproxy }, at), at)
  const warmUntil = warmthOf(state, aim.verdict, inherited, at)
  const wish = { verdict: aim.verdict, warm: isBefore(at, warmUntil) }
  const { stance, heldBack, reviewAt: restrainedUntil, news } = restrain(state, wish, config, at)
  const { verdict: to, warm } = stance
  const reviewAt = earliest(aim.reviewAt, warm && isBefore(at, warmUntil) ? warmUntil : never, restrainedUntil)
  const departure = typeof to === 'number' || to === 'down' ? undefined : aim.departure
  const orders = latching(state, to, inherited, at)
  const next = { ...state, verdict: to, reviewAt, heldBack, departure, orders, warmUntil: warm ? warmUntil : undefined }
  if (state.outdated && aim.open === true && to === from) return { service: { ...next, warmUntil: state.warmUntil }, news }
  const stays = to === from && warm === (state.warmUntil !== undefined)
  if (to === 'pending' || (stays && !state.outdated)) return { service: next, news }
  const { allowed, refused } = guard(routesOf(service, to, warm, config.localAs, departure?.stood), config.permit)
  return {
    service: {
      ...next,
      routes: allowed,
      since: to === from ? state.since : at,
      figure: figureOf(state, allowed, at),
      outdated: false,
      changes: stays ? state.changes : counted(state, to, warm),
    },
    news: [
      ...news,
      ...(stays ? [] : [verdictNews(state, { verdict: to, warm }, allowed, at)]),
      ...refused.map(({ route, reason }) => ({ type: 'guarded' as const, service: service.name, nlri: addressedKey(route), reason })),
      ...(orders === state.orders ? [] : [{ type: 'latched' as const, service: service.name }]),
    ],
  }
}

const verdictNews = (state: ServiceState, { verdict: to, warm }: Stance, routes: readonly Route[], at: Milliseconds): News => {
  const capacity = measureOf(state, at)?.capacity
  return { type: 'verdict', service: state.service.name, from: state.verdict, to, warm, routes, capacity, why: why(state) }
}

const counted = ({ changes, service }: ServiceState, to: Verdict, warm: boolean): ServiceState['changes'] => {
  const word = stateWord(service, to, warm)
  return { ...changes, [word]: (changes[word] ?? 0) + 1 }
}

// What was announced, if only unattractively, and is down waits for an operator, where that is wanted.
const latching = ({ service, verdict, orders }: ServiceState, to: Verdict, inherited: boolean, at: Milliseconds): Orders => {
  if (service.resume !== 'manual' || to !== 'down' || orders.latchedSince !== undefined) return orders
  return typeof verdict === 'number' || verdict === 'draining' || inherited ? { ...orders, latchedSince: at } : orders
}

const isBefore = (at: Milliseconds, time: Milliseconds | undefined): time is Milliseconds => time !== undefined && at < time

const figureOf = ({ figure, routes, service }: ServiceState, next: readonly Route[], at: Milliseconds): Figure => {
  const cost = service.damping && penaltyOf(routes, next)
  return service.damping === undefined || cost === undefined ? figure : charged(figure, cost, service.damping, at)
}

// Whether a departure or a slow start goes on where a predecessor was, and whether a service went down or was never up, depends on what that one left
// in ExaBGP. No route is spoken of before.
const isWaitingForRecall = ({ drain, warm, resume }: Service, exabgp: Conversation): boolean =>
  (drain !== undefined || warm !== undefined || resume === 'manual') && isRecallAwaited(exabgp)

const isRecallAwaited = ({ phase, listing }: Conversation): boolean =>
  !isRecalled(phase) || (acknowledges(phase) === false && !listing.again && listing.until !== undefined)

// Silence ends the listing without an event of its own.
const recallReviewMs = 20

const hasAnnounced = ({ announced }: Conversation, service: Service): boolean =>
  rangeOf(service).some((route) => {
    const entry = announced.get(addressedKey(route))
    return entry !== undefined && isSaid(entry)
  })
