// What is wrong, or worth a remark, in what a look at everything has shown?
import type { Asn } from '../bgp/as-path.ts'
import { nearest } from '../config/problems/nearest.ts'
import type { ServiceState } from '../engine/service-state.ts'
import type { ProxyNames } from '../haproxy/names.ts'
import type { RingOutcome } from '../haproxy/ring.ts'
import type { SnapshotResult } from '../haproxy/snapshot.ts'
import { attractions } from '../policy/attraction.ts'
import { likenesses } from '../policy/likeness.ts'
import { some } from '../values/some.ts'
import { ringProbe } from './ring.ts'

/** What was found around the services. Absent: it was not asked for, or could not be learned. */
type Surroundings = {
  readonly statistics?: SnapshotResult | undefined
  readonly names?: ProxyNames | undefined
  readonly ring?: { readonly name: string; readonly report: RingOutcome } | undefined
  /** By service, a sentence about VIPs that this machine does not have. */
  readonly missingVips: ReadonlyMap<string, string>
  /** The maintenance files that are folders. */
  readonly folders: ReadonlySet<string>
  /** A group that the configuration names and this machine lacks. */
  readonly missingGroup?: string | undefined
  readonly localAs?: Asn | undefined
}

/** `wrong` wants mending before the routes can be right; a remark may be meant that way; a note is about what somebody has ordered, or has written with a meaning of his own. */
type Concerns = { readonly wrong: readonly string[]; readonly remarks: readonly string[]; readonly notes: readonly string[] }

export const concernsOf = (services: readonly ServiceState[], surroundings: Surroundings): Concerns => {
  const { ring } = surroundings
  return {
    wrong: [
      ...noHaproxy(surroundings),
      ...(ring === undefined || ring.report.kind === 'following' ? [] : [ringProbe(ring.report, ring.name)]),
      ...services.flatMap((state) => wrongWith(state, surroundings)),
    ],
    remarks: [...services.flatMap((state) => remarksOn(state, surroundings)), ...lacking(surroundings)],
    notes: services.flatMap((state) => [...ordered(state, surroundings), ...meaning(state, surroundings)]),
  }
}

/** Lines for a person. */
export const concernLines = ({ wrong, remarks, notes }: Concerns): readonly string[] => [
  ...(wrong.length === 0 ? ['nothing is wrong'] : ['wrong:', ...wrong.map((one) => `  ${one}`)]),
  ...(remarks.length + notes.length === 0 ? [] : ['worth a look:', ...[...remarks, ...notes].map((one) => `  ${one}`)]),
]

const noHaproxy = ({ statistics }: Surroundings): readonly string[] =>
  statistics?.ok === false && statistics.fault.kind === 'refused'
    ? [`${statistics.fault.reason}: start HAProxy, or name the socket that its "stats socket" line has, by --stats or haproxy.stats`]
    : []

const wrongWith = (state: ServiceState, surroundings: Surroundings): readonly string[] => {
  const { service, checks, verdict } = state
  const unclear = checks.flatMap((check, index) => {
    const missing = missingProxy(service.checks[index], surroundings.names)
    if (missing !== undefined) return [`${service.name}: ${missing}`]
    return check.latest?.kind === 'unknown' ? [`${service.name}: ${check.name} is unknown: ${check.latest.reason}`] : []
  })
  const lost =
    verdict === 'down'
      ? [`${service.name}: it is down: ${service.down === 'withdraw' ? 'nothing' : 'only the last resort'} would be announced`]
      : []
  return [...unclear, ...lost]
}

type Check = ServiceState['service']['checks'][number]

const missingProxy = (check: Check | undefined, names: ProxyNames | undefined): string | undefined => {
  if (names === undefined || (check?.kind !== 'backend' && check?.kind !== 'frontend')) return undefined
  const known = names[`${check.kind}s`]
  if (known.includes(check.proxy)) return undefined
  const other = check.kind === 'backend' ? 'frontend' : 'backend'
  if (names[`${other}s`].includes(check.proxy))
    return `${check.proxy} is a ${other} of HAProxy, no ${check.kind}: write "${other}: ${check.proxy}"`
  const meant = nearest(check.proxy, known)
  const others = known.length === 0 ? 'It has none' : `It has ${some(known)}`
  return `HAProxy has no ${check.kind} ${check.proxy}. ${meant === undefined ? others : `Did you mean "${meant}"?`}`
}

const remarksOn = (state: ServiceState, surroundings: Surroundings): readonly string[] => {
  const { service } = state
  const { statistics, missingVips } = surroundings
  const homeless = missingVips.get(service.name)
  const unchecked = service.checks.flatMap((check) => (check.kind === 'backend' ? neverFalling(check.proxy, statistics) : []))
  return [...unchecked, ...endless(state, surroundings), ...(homeless === undefined ? [] : [homeless])].map(
    (one) => `${service.name}: ${one}`,
  )
}

const inMaintenance = ({ maintenance }: ServiceState): boolean => maintenance.since !== undefined

const endless = (state: ServiceState, { folders }: Surroundings): readonly string[] => {
  const { maintenanceFile = '' } = state.service
  return inMaintenance(state) && folders.has(maintenanceFile)
    ? [`${maintenanceFile} is a folder, so the service is in maintenance for as long as it exists: name a file in maintenance-file`]
    : []
}

const ordered = (state: ServiceState, { folders }: Surroundings): readonly string[] => {
  const { name, maintenanceFile = '' } = state.service
  return inMaintenance(state) && !folders.has(maintenanceFile)
    ? [`${name}: the maintenance file ${maintenanceFile} is there, so the service is in maintenance until it is removed`]
    : []
}

const meaning = ({ service }: ServiceState, { localAs }: Surroundings): readonly string[] =>
  [...attractions(service), ...likenesses(service, localAs)].map((one) => `${service.name}: ${one}`)

const lacking = ({ missingGroup }: Surroundings): readonly string[] =>
  missingGroup === undefined
    ? []
    : [`this machine has no group ${missingGroup}, so its members cannot use the control socket: add it, or correct control.group`]

const neverFalling = (proxy: string, statistics: SnapshotResult | undefined): readonly string[] => {
  const servers = statistics?.ok === true ? (statistics.snapshot.proxies.get(proxy)?.servers ?? []) : []
  const unchecked = servers.filter(({ status, tracked }) => status === 'no check' && tracked === '').map(({ server }) => server)
  if (unchecked.length === 0) return []
  const who =
    unchecked.length === servers.length
      ? 'no server has a check, so its capacity never falls'
      : `without a check are ${some(unchecked)}, whose share of the capacity never falls`
  return [`backend ${proxy}: ${who}, whatever happens to them: add "check" to their server lines in HAProxy`]
}
