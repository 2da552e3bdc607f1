// Which services stand elsewhere now, and which routes follow from it?
import { nlriKey } from '../bgp/route.ts'
import type { Config } from '../config/config.ts'
import { combine } from '../health/combine.ts'
import { routesOf, type Verdict } from '../policy/desired.ts'
import { guard } from '../policy/guard.ts'
import { standingAt } from '../policy/ladder.ts'
import type { News } from './effect.ts'
import { desiredOf, type ServiceState, type State } from './state.ts'

/** Judges the services that differ from `before`. */
export const judge = (state: State, before: State, config: Config): { readonly state: State; readonly news: readonly News[] } => {
  const news: News[] = []
  const services = state.services.map((service, index) => {
    if (service === before.services[index]) return service
    const judged = judgeOne(service, config)
    news.push(...judged.news)
    return judged.service
  })
  const moved = services.some(({ routes }, index) => routes !== before.services[index]?.routes)
  return { state: { ...state, services, desired: moved ? desiredOf(services) : state.desired }, news }
}

const judgeOne = (state: ServiceState, config: Config): { readonly service: ServiceState; readonly news: readonly News[] } => {
  const to = verdictOf(state)
  const from = state.verdict
  if (to === from || to === 'pending') return { service: state, news: [] }
  const { service } = state
  const { allowed, refused } = guard(routesOf(service, to, config.localAs), config.permit)
  return {
    service: { ...state, verdict: to, routes: allowed },
    news: [
      { type: 'verdict', service: service.name, from, to, routes: allowed, why: why(state) },
      ...refused.map(({ route, reason }) => ({ type: 'guarded' as const, service: service.name, nlri: nlriKey(route.nlri), reason })),
    ],
  }
}

// Without enough settled checks the verdict stays what it was: pending at first, maintenance after maintenance.
const verdictOf = ({ service, checks, maintenance, verdict }: ServiceState): Verdict => {
  if (maintenance) return 'maintenance'
  const measure = combine(
    checks.map(({ hysteresis }) => hysteresis.settled),
    service.require,
  )
  if (measure === undefined) return verdict
  return standingAt(service.tiers, measure, verdict === 'pending' || verdict === 'maintenance' ? undefined : verdict)
}

/** What every check says now, in one sentence part. */
export const why = ({ checks, maintenance, service }: ServiceState): string =>
  maintenance
    ? `${service.maintenanceFile} exists`
    : checks.map(({ name, latest }) => `${name}: ${latest === undefined ? 'not asked yet' : latest.reason}`).join('; ')
