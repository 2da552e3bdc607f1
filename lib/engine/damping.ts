// Does a service go where it wants to, or would receivers that damp routes hold that against it?
import { penaltyOf } from '../bgp/penalty.ts'
import type { Route } from '../bgp/route.ts'
import type { Config } from '../config/config.ts'
import type { Damping } from '../config/service.ts'
import { routesOf, type Verdict } from '../policy/desired.ts'
import { guard } from '../policy/guard.ts'
import { limitOf } from '../policy/headroom.ts'
import { belowAt, type Figure, isSuppressedAt, penaltyAt } from '../policy/penalty.ts'
import { after, earliest, type Milliseconds, never, reads } from '../values/time.ts'
import type { News } from './effect.ts'
import type { HeldBack, ServiceState, Stance } from './service-state.ts'

type Restrained = {
  readonly stance: Stance
  readonly heldBack: HeldBack | undefined
  readonly reviewAt: Milliseconds
  readonly news: readonly News[]
}

/** Lets deteriorations, orders and what changes no route pass, and an improvement when there is room for it, at the latest after `longest`. */
export const restrain = (state: ServiceState, wish: Stance, config: Config, at: Milliseconds): Restrained => {
  const { damping } = state.service
  if (damping === undefined) return unrestrained(wish)
  const choice = choiceOf(state, wish)
  if (choice.offers.length === 0) return unrestrained(choice.otherwise)
  const penalty = penaltyAt(state.figure, damping, at)
  const weighed = choice.offers.map((stance) => ({ stance, limit: limitFor(state, stance, damping, config, at) }))
  const overdue = state.heldBack !== undefined && at >= state.heldBack.since + damping.longestMs
  const granted = weighed.find(({ limit }) => overdue || penalty < limit)
  if (granted?.stance === wish) return { ...unrestrained(wish), news: released(state, wish, penalty, at) }
  // What comes back on a lower tier wants to climb from there; what that takes is looked at next.
  if (granted !== undefined) return { ...unrestrained(granted.stance), heldBack: state.heldBack, reviewAt: at }
  const limits = weighed.map(({ limit }) => limit)
  return holdBack(state, choice.otherwise, wish, limits, damping, at)
}

const unrestrained = (stance: Stance): Restrained => ({ stance, heldBack: undefined, reviewAt: never, news: [] })

type Choice = {
  /** The best first. */
  readonly offers: readonly Stance[]
  /** Where it stands as long as no offer is granted. */
  readonly otherwise: Stance
}

// A service that is withdrawn takes the best tier that there is room for: the last path is worth more than its looks.
const choiceOf = ({ service, verdict, warmUntil, routes }: ServiceState, wish: Stance): Choice => {
  const warm = warmUntil !== undefined
  if (isBetter(wish.verdict, verdict)) {
    const lower = routes.length > 0 ? [] : below(wish, service.tiers.length)
    return { offers: [wish, ...lower], otherwise: { verdict, warm } }
  }
  if (warm && !wish.warm && typeof wish.verdict === 'number') return { offers: [wish], otherwise: { ...wish, warm } }
  return { offers: [], otherwise: wish }
}

// Leaving maintenance or a drain is an improvement, wherever to; the first verdict of a process is none.
const isBetter = (wish: Verdict, now: Verdict): boolean => {
  if (wish === 'down') return now === 'maintenance'
  return typeof wish === 'number' && now !== 'pending' && (typeof now !== 'number' || wish < now)
}

const below = ({ verdict, warm }: Stance, tiers: number): readonly Stance[] =>
  typeof verdict === 'number' ? Array.from({ length: tiers - verdict - 1 }, (_, index) => ({ verdict: verdict + 1 + index, warm })) : []

const limitFor = (state: ServiceState, stance: Stance, damping: Damping, config: Config, at: Milliseconds): number => {
  const descent = wayDown(state, stance).map((one) => permitted(state, one, config))
  const cost = penaltyOf(state.routes, descent[0] ?? [])
  return cost === undefined ? Number.POSITIVE_INFINITY : limitOf(cost, descent, isSuppressedAt(state.figure, damping, at), damping)
}

const wayDown = ({ service }: ServiceState, stance: Stance): readonly Stance[] =>
  stance.verdict === 'down' ? [stance] : [stance, ...below(stance, service.tiers.length), { verdict: 'down', warm: false }]

const permitted = ({ service }: ServiceState, { verdict, warm }: Stance, { localAs, permit }: Config): readonly Route[] =>
  guard(routesOf(service, verdict, warm, localAs), permit).allowed

const holdBack = (
  state: ServiceState,
  stance: Stance,
  wish: Stance,
  limits: readonly number[],
  damping: Damping,
  at: Milliseconds,
): Restrained => {
  const { heldBack: before, figure, service, verdict } = state
  const since = before?.since ?? at
  const [limit = 0] = limits
  const when = (one: number): Milliseconds => grantedAt(figure, since, one, damping)
  const reviewAt = earliest(...limits.map(when))
  if (before?.wish.verdict === wish.verdict && before.wish.warm === wish.warm && before.limit === limit)
    return { stance, heldBack: before, reviewAt, news: [] }
  const penalty = penaltyAt(figure, damping, at)
  const news = { type: 'held' as const, service: service.name, from: verdict, to: wish.verdict, penalty, limit, forMs: when(limit) - at }
  return { stance, heldBack: { wish, since, penalty, limit }, reviewAt, news: [news] }
}

const grantedAt = (figure: Figure, since: Milliseconds, limit: number, damping: Damping): Milliseconds =>
  earliest(after(since, damping.longestMs), reads(belowAt(figure, limit, damping)))

/** When damping lets the improvement pass that it holds back, if nothing changes. */
export const releasedAt = ({ figure, service: { damping } }: ServiceState, { since, limit }: HeldBack): Milliseconds =>
  damping === undefined ? since : grantedAt(figure, since, limit, damping)

const released = (
  { service, verdict, heldBack }: ServiceState,
  { verdict: to }: Stance,
  penalty: number,
  at: Milliseconds,
): readonly News[] =>
  heldBack === undefined ? [] : [{ type: 'released', service: service.name, from: verdict, to, penalty, afterMs: at - heldBack.since }]
