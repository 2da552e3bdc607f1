// What becomes of the times of reaction by what is judged and said now?
import { type AddressedKey, addressedKey, type Route } from '../bgp/route.ts'
import { keysOf } from '../exabgp/command.ts'
import type { Verdict } from '../policy/desired.ts'
import { observed } from '../values/histogram.ts'
import { earliest, type Milliseconds } from '../values/time.ts'
import type { Effect } from './effect.ts'
import type { Opened, Reactions } from './reactions.ts'
import type { ServiceState } from './service-state.ts'

/** `services`: as they are judged now; `before`: as they stood; `effects`: what is said. The same where nothing has happened. */
export const react = (
  reactions: Reactions,
  {
    services,
    before,
    effects,
    at,
  }: {
    readonly services: readonly ServiceState[]
    readonly before: readonly ServiceState[]
    readonly effects: readonly Effect[]
    readonly at: Milliseconds
  },
): Reactions => {
  const opened = services === before ? [] : openedIn(services, before, at)
  if (opened.length === 0 && reactions.open.size === 0) return reactions
  const open = opened.length === 0 ? reactions.open : new Map([...reactions.open, ...opened])
  return closed({ ...reactions, open }, effects, at)
}

// Of a thousand services few have other routes.
const openedIn = (
  services: readonly ServiceState[],
  before: readonly ServiceState[],
  at: Milliseconds,
): readonly (readonly [AddressedKey, Opened])[] => {
  const opened: (readonly [AddressedKey, Opened])[] = []
  services.forEach((service, index) => {
    if (service.routes !== before[index]?.routes) opened.push(...openedBy(service, before[index], at))
  })
  return opened
}

// The start is no reaction, nor is what an order, a configuration or mere time has changed.
const openedBy = (
  service: ServiceState,
  before: ServiceState | undefined,
  at: Milliseconds,
): readonly (readonly [AddressedKey, Opened])[] => {
  if (before?.service !== service.service) return []
  const difference = rank(service.verdict) - rank(before.verdict)
  const signs = service.checks.flatMap(({ latestAt, signAt }) => (latestAt === at && signAt !== undefined ? [signAt] : []))
  if (before.verdict === 'pending' || difference === 0 || signs.length === 0) return []
  const opened: Opened = { direction: difference > 0 ? 'worse' : 'better', since: earliest(...signs) }
  return changedKeys(before.routes, service.routes).map((key) => [key, opened] as const)
}

const changedKeys = (before: readonly Route[], now: readonly Route[]): readonly AddressedKey[] => [
  ...new Set([...before, ...now].map(addressedKey)),
]

const rank = (verdict: Verdict): number => (typeof verdict === 'number' ? verdict : Number.MAX_SAFE_INTEGER)

const closed = (reactions: Reactions, effects: readonly Effect[], at: Milliseconds): Reactions => {
  let { worse, better } = reactions
  const open = new Map(reactions.open)
  for (const key of effects.flatMap(keysSaid)) {
    const found = open.get(key)
    if (found === undefined) continue
    open.delete(key)
    const tookS = (at - found.since) / 1000
    if (found.direction === 'worse') worse = observed(worse, tookS)
    else better = observed(better, tookS)
  }
  return { worse, better, open }
}

const keysSaid = (effect: Effect): readonly AddressedKey[] => {
  if (effect.type !== 'tell' || effect.news.type !== 'sent' || effect.news.refresh) return []
  const { command } = effect.news
  return command.kind === 'announce' || command.kind === 'withdraw' ? keysOf(command) : []
}
