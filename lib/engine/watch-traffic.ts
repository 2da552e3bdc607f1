// What do the sessions that a look at HAProxy has found tell of the routes?

import { isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import { changed } from '../values/changed.ts'
import type { Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { News } from './effect.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'
import { lingerMs, quietMs, type Traffic, type TrafficSign } from './traffic.ts'

/** After services were judged; `before`: as they were before this event. Nothing but what is told of traffic changes. */
export const watchTraffic = (state: State, before: State, at: Milliseconds): { readonly state: State; readonly news: readonly News[] } => {
  if (state.services === before.services) return { state, news: [] }
  const news: News[] = []
  const services = changed(state.services, withTraffic, { state, before, at, news })
  return { state: services === state.services ? state : { ...state, services }, news }
}

type Watch = { readonly state: State; readonly before: State; readonly at: Milliseconds; readonly news: News[] }

const withTraffic = (service: ServiceState, index: number, { state, before, at, news }: Watch): ServiceState => {
  const earlier = before.services[index]
  if (service === earlier || !isLookedAt(service, at)) return service
  const traffic = next(service, earlier, state, at)
  news.push(...newsOf(service, traffic.sign))
  return traffic === service.traffic ? service : { ...service, traffic }
}

// A thousand are, every second.
const isLookedAt = ({ checks }: ServiceState, at: Milliseconds): boolean => {
  for (const { check, latestAt } of checks) if (latestAt === at && isStatisticsCheck(check)) return true
  return false
}

const next = (service: ServiceState, before: ServiceState | undefined, state: State, at: Milliseconds): Traffic => {
  const { traffic } = service
  const watched = isKnown(service) ? standing(service) : undefined
  if (watched !== traffic.watched) {
    return { ...traffic, watched, since: at, fresh: 0, probed: probesOf(service), first: true, sign: undefined }
  }
  const fresh = before?.service.name === service.service.name ? freshSessions(service, before, at) : 0
  if (watched === 'announced') return announced(traffic, fresh > 0 || hasSessions(service), at)
  return watched === 'withdrawn'
    ? withdrawn(fresh === 0 ? traffic : { ...traffic, fresh: traffic.fresh + fresh }, service, state, at)
    : traffic
}

// A drain and a last resort are meant to be shunned, and what a predecessor announced is not known.
const standing = ({ verdict, warmUntil, routes }: ServiceState): Traffic['watched'] => {
  if (typeof verdict === 'number') return warmUntil === undefined && routes.length > 0 ? 'announced' : undefined
  return verdict !== 'pending' && routes.length === 0 ? 'withdrawn' : undefined
}

const announced = (traffic: Traffic, busy: boolean, at: Milliseconds): Traffic => {
  if (busy) return { ...traffic, had: true, since: at, sign: undefined }
  if (!traffic.had || at - traffic.since < quietMs || traffic.sign !== undefined) return traffic
  return { ...traffic, sign: { kind: 'no-sessions', since: at } }
}

// Probes of ours may come through HAProxy, and of a proxy that serves others too nobody knows whose sessions these are.
const withdrawn = (traffic: Traffic, service: ServiceState, state: State, at: Milliseconds): Traffic => {
  if (at - traffic.since < lingerMs) return traffic
  const probed = probesOf(service)
  const sessions = traffic.first ? 0 : traffic.fresh - (probed - traffic.probed)
  const told = sessions > 0 && !isShared(service, state)
  const since = traffic.sign?.since ?? at
  return { ...traffic, since: at, fresh: 0, probed, first: false, sign: told ? { kind: 'still-sessions', since, sessions } : undefined }
}

// Of one session that passes a frontend and a backend both have counted.
const freshSessions = (service: ServiceState, before: ServiceState, at: Milliseconds): number => {
  let most = 0
  for (const check of service.checks) if (check.latestAt === at) most = Math.max(most, grown(totalOf(find(before, check)), totalOf(check)))
  return most
}

const find = ({ checks }: ServiceState, { key }: CheckState): CheckState | undefined => checks.find((one) => one.key === key)

// A counter that has fallen began anew with another process of HAProxy.
const grown = (before: number | undefined, now: number | undefined): number =>
  before === undefined || now === undefined ? 0 : now >= before ? now - before : now

const totalOf = (check: CheckState | undefined): number | undefined =>
  check?.latest === undefined || check.latest.kind === 'unknown' ? undefined : check.latest.sessionsTotal

const isKnown = ({ checks }: ServiceState): boolean =>
  checks.every((check) => !isStatisticsCheck(check.check) || totalOf(check) !== undefined)

const hasSessions = ({ checks }: ServiceState): boolean =>
  checks.some(({ latest }) => latest !== undefined && latest.kind !== 'unknown' && (latest.sessions ?? 0) > 0)

const probesOf = ({ checks }: ServiceState): number =>
  checks.reduce((sum, { check, counts }) => (isStatisticsCheck(check) ? sum : sum + counts.results), 0)

const isShared = ({ service, checks }: ServiceState, { services }: State): boolean => {
  const own = new Set(checks.flatMap(({ check }) => (isStatisticsCheck(check) ? [check.proxy] : [])))
  return services.some(
    (other) => other.service.name !== service.name && other.checks.some(({ check }) => isStatisticsCheck(check) && own.has(check.proxy)),
  )
}

const newsOf = ({ service: { name }, traffic: { sign: was } }: ServiceState, now: TrafficSign | undefined): readonly News[] => {
  if (was?.kind === now?.kind) return []
  if (now !== undefined)
    return [{ type: 'traffic', service: name, sign: now.kind, sessions: now.kind === 'no-sessions' ? 0 : now.sessions }]
  return was === undefined ? [] : [{ type: 'traffic', service: name, sign: 'over', was: was.kind }]
}
