// Which VIPs does this machine not have, and what does that say to their services?
import { parsePrefix } from '../bgp/prefix.ts'
import type { Config } from '../config/config.ts'
import type { Service } from '../config/service.ts'
import { unsettled } from '../health/hysteresis.ts'
import { lostSentence, type MissingVips, missingSentence, missingVips } from '../policy/missing-vips.ts'
import { remembering, rememberingEach } from '../values/remembering.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Alarm } from './alarms.ts'
import type { Event } from './event.ts'
import { isAnnounced } from './loopback-view.ts'
import type { ServiceState } from './service-state.ts'
import type { LocalState, State } from './state.ts'

type Look = Event & { readonly type: 'addresses' | 'addresses-unknown' }

/** Takes in what a look found. One that failed changes nothing: the last answer holds. */
export const takeAddresses = (state: State, look: Look): State => {
  if (look.type === 'addresses-unknown') return { ...state, local: { ...state.local, trouble: look.reason } }
  const local = { addresses: look.addresses, trouble: undefined }
  return { ...state, local, services: located(state.services, state.config, local, look.at) }
}

/** The services, each with those of its VIPs that are not there. */
export const located = (
  services: readonly ServiceState[],
  config: Config,
  { addresses }: LocalState,
  at: Milliseconds,
): readonly ServiceState[] => {
  if (addresses === undefined) return services
  const prefixes = addresses.map(parsePrefix).flatMap((read) => (read.ok ? [read.value] : []))
  const found = new Map(missingVips(config, prefixes).map((one): [string, MissingVips] => [one.service, one]))
  const next = services.map((one) => withMissing(one, found.get(one.service.name)?.vips ?? [], at))
  return next.every((one, index) => one === services[index]) ? services : next
}

// Once the last is back every check has to rise again, from now on, where its absence counted as down.
const withMissing = (state: ServiceState, missing: readonly string[], at: Milliseconds): ServiceState => {
  if (state.missing?.join() === missing.join()) return state
  if (missing.length > 0 || !isAbsent(state)) return { ...state, missing }
  return { ...state, missing, checks: state.checks.map((check) => ({ ...check, hysteresis: unsettled, dueAt: at })) }
}

const needsVips = ({ requireLocal }: Service): boolean => requireLocal === 'on'

/** Whether it counts as down, as this machine lacks a VIP of it. */
export const isAbsent = ({ service, missing }: ServiceState): boolean => needsVips(service) && missing !== undefined && missing.length > 0

/** Whether nobody has found out yet if this machine has the VIPs that it needs. */
export const isUnlooked = ({ service, missing }: ServiceState): boolean => needsVips(service) && missing === undefined

/** VIPs that are not there, and addresses that nobody can look at. */
export const localTroubles = (state: State): readonly Alarm[] => {
  const { local, loopback, services } = state
  const missing = missingAlarms(services, loopback.manages)
  const lost = loopback.manages ? managed(services).flatMap((one) => lostAlarm(one, state)) : []
  if (local.trouble === undefined && lost.length === 0) return missing
  return [...(local.trouble === undefined ? [] : [unlookable(local, local.trouble)]), ...missing, ...lost]
}

// A thousand may lack theirs.
const missingAlarms = remembering((services: readonly ServiceState[], manages: boolean): readonly Alarm[] => {
  const alarms: Alarm[] = []
  for (const { service, missing } of services)
    if (missing !== undefined && missing.length > 0 && !(manages && service.loopback !== undefined))
      alarms.push(missingAlarm(missing, service.name))
  return alarms
})

const managed = remembering((services: readonly ServiceState[]) => services.filter(({ service }) => service.loopback !== undefined))

// A VIP that the program puts there itself is missed once it is announced.
const lostAlarm = ({ service: { name, loopback }, missing = [] }: ServiceState, state: State): readonly Alarm[] => {
  const lost = missing.filter((vip) => isAnnounced(state, vip))
  if (loopback === undefined || lost.length === 0) return []
  return [{ alarm: 'no-local-vip', service: name, level: 'warn', what: () => `${name}: ${lostSentence(lost, loopback.interface)}` }]
}

const missingAlarm = rememberingEach(
  (missing: readonly string[], service: string): Alarm => ({
    alarm: 'no-local-vip',
    service,
    level: 'warn',
    what: () => `${service}: ${missingSentence(missing)}`,
  }),
)

const unlookable = ({ addresses }: LocalState, reason: string): Alarm => ({
  alarm: 'own-addresses',
  level: 'error',
  what: () =>
    `the addresses of this machine cannot be looked at (${reason}): ${
      addresses === undefined
        ? 'nobody knows whether its VIPs are there, and services with require-local announce nothing new'
        : 'the last answer holds'
    }`,
})
