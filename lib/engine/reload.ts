// What becomes of the state when another configuration comes into force?
import type { Route } from '../bgp/route.ts'
import type { Config } from '../config/config.ts'
import { inForce } from '../config/meaning.ts'
import { isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import { reconfigured as reconfiguredConversation } from '../exabgp/reconfigured.ts'
import { type Milliseconds, never } from '../values/time.ts'
import { carriedOver } from './carry-over.ts'
import type { Reconfigured } from './effect.ts'
import { settingsOf } from './exabgp-settings.ts'
import { type HaproxyState, nobody, unasked } from './haproxy-state.ts'
import { splay } from './initial-services.ts'
import { ordersOfGone } from './kept-orders.ts'
import { located } from './local-vips.ts'
import { maintenanceFiles } from './maintenance.ts'
import { desiredOf, type ServiceState } from './service-state.ts'
import type { State } from './state.ts'
import { callOffQuestions } from './watchdog.ts'

/** Takes in the next configuration. Where nothing of it is new the state stays the same, and there is nothing to tell. */
export const takeConfig = (
  state: State,
  next: Config,
  at: Milliseconds,
): { readonly state: State; readonly news: readonly Reconfigured[] } => {
  const reconfigured = underConfig(state, next, at)
  return reconfigured === state ? { state, news: [] } : { state: reconfigured, news: [told(state.config, reconfigured.config)] }
}

const told = (before: Config, now: Config): Reconfigured => {
  const known = new Map(before.services.map((service) => [service.name, service]))
  const names = new Set(now.services.map(({ name }) => name))
  const { services: _, ...others } = now
  return {
    type: 'configured',
    added: now.services.filter(({ name }) => !known.has(name)).map(({ name }) => name),
    changed: now.services.filter((service) => known.has(service.name) && known.get(service.name) !== service).map(({ name }) => name),
    removed: before.services.filter(({ name }) => !names.has(name)).map(({ name }) => name),
    others: Object.entries(others).some(([key, value]) => value !== before[key as keyof Config]),
  }
}

/**
 * The state under the next configuration; the same state where nothing changes. Whatever asks the same question as before goes on with what it knows. What
 * was asked for the sake of the configuration before is called off where it could be taken for an answer to another question.
 */
const underConfig = (state: State, next: Config, at: Milliseconds): State => {
  const config = inForce(next, state.config)
  if (config === state.config) return state
  const asksAnew = config.haproxy.stats !== state.config.haproxy.stats
  const left = formerOf(state, config, at)
  const change = {
    asksAnew,
    routesAnew: config.localAs !== state.config.localAs || config.permit !== state.config.permit,
    announced: routesByVip(state),
    permit: config.permit,
    before: state.exabgp.settings,
    next: left.exabgp.settings,
  }
  const before = new Map(state.services.map((one) => [one.service.name, one]))
  const carried = splay(config.services, { kept: state.keeping.gone }, at).map((fresh) =>
    carriedOver(fresh, before.get(fresh.service.name), change, at),
  )
  const services = located(carried, config, state.local, at)
  const asksElse = asksAnew || asksOf(services) !== asksOf(state.services)
  const looks = filesOf(config) !== filesOf(state.config)
  return {
    ...state,
    config,
    services,
    haproxy: haproxyOf(state, config, asksElse, at),
    keeping: { ...state.keeping, gone: ordersOfGone(state, new Set(config.services.map(({ name }) => name))) },
    desired: desiredOf(services),
    maintenanceDueAt: looks ? (maintenanceFiles(config).size === 0 ? never : at) : state.maintenanceDueAt,
    warned: stillWarned(state, services),
    ...left,
    watchdog: callOffQuestions(state.watchdog, (asking) => {
      if (asking.type === 'read-statistics') return true
      if (asking.type === 'look-for-maintenance') return looks
      return asking.type === 'probe' && !isKept(asking.check, services)
    }),
  }
}

const routesByVip = ({ desired }: State): ReadonlyMap<string, readonly Route[]> => {
  const routes = new Map<string, Route[]>()
  for (const entry of desired.values())
    if (entry.attributes !== 'unknown') routes.set(entry.nlri.prefix.text, [...(routes.get(entry.nlri.prefix.text) ?? []), entry])
  return routes
}

const isKept = ({ service, key }: { readonly service: string; readonly key: string }, services: readonly ServiceState[]): boolean =>
  services.some((one) => one.service.name === service && one.checks.some((check) => check.key === key))

const asksOf = (services: readonly ServiceState[]): string =>
  JSON.stringify(
    services.map(({ service, checks }) => [service.name, ...checks.flatMap(({ key, check }) => (isStatisticsCheck(check) ? [key] : []))]),
  )

const filesOf = (config: Config): string => JSON.stringify([...maintenanceFiles(config)])

const haproxyOf = ({ haproxy, config: before }: State, config: Config, asksElse: boolean, at: Milliseconds): HaproxyState => {
  const fresh = unasked(config.haproxy, at)
  if (config.haproxy.stats !== before.haproxy.stats) return fresh
  const begun = unread(haproxy)
  const known = asksElse ? { ...begun, hinted: begun.hinted && asksAny(config), known: undefined } : begun
  return config.haproxy.events === before.haproxy.events ? known : { ...known, ring: fresh.ring, hearing: fresh.hearing }
}

const asksAny = ({ services }: Config): boolean => services.some(({ checks }) => checks.some(isStatisticsCheck))

// A look that was under way is begun anew, for all that waited for it.
const unread = (haproxy: HaproxyState): HaproxyState => {
  if (haproxy.reading === false) return haproxy
  const again = haproxy.reading === 'hinted' ? { hinted: true, happenedAt: haproxy.answersOf ?? haproxy.happenedAt } : {}
  return { ...haproxy, ...again, reading: false, waiting: nobody }
}

// A complaint about a service that is written otherwise now may be true of it again.
const stillWarned = ({ warned, config }: State, services: readonly ServiceState[]): State['warned'] => {
  const before = new Set(config.services)
  const same = new Set(services.filter(({ service }) => before.has(service)).map(({ service }) => service.name))
  return new Set([...warned].filter((key) => same.has(key.split(' ')[0] ?? '')))
}

// A VIP that is configured no more is one of an earlier run, until ExaBGP surely does not announce it.
const formerOf = (state: State, config: Config, at: Milliseconds): Pick<State, 'former' | 'exabgp'> => {
  const { vips, former, predecessor } = state.exabgp.settings
  const wanted = new Set(config.services.flatMap((service) => service.vips.map(({ text }) => text)))
  const gone = [...new Map([...former, ...vips]).values()].filter(({ text }) => !wanted.has(text))
  const remembered = [...new Set([...state.former.remembered, ...vips.keys()])].filter((text) => !wanted.has(text))
  return {
    former: { ...state.former, remembered },
    exabgp: reconfiguredConversation(state.exabgp, settingsOf(config, gone, predecessor), at),
  }
}
