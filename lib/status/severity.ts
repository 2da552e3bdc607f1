// How bad is it, in the words and numbers of monitoring plugins?
import { some } from '../values/some.ts'
import type { ServiceSnapshot } from './service.ts'
import type { Snapshot } from './snapshot.ts'
import type { VipSnapshot } from './vips.ts'

/** OK, WARNING, CRITICAL and UNKNOWN of the plugin interface (Nagios): also the exit status. */
export type Severity = 0 | 1 | 2 | 3

/** `what`: subject and verb, and no more than a line. `since`: of what does not last as long as the service stands where it does. */
export type Finding = { readonly severity: 1 | 2; readonly what: string; readonly service?: string; readonly since?: number }

/** An ExaBGP that leaves a command unanswered for longer is taken to hang. */
const silentAfterMs = 5000

/** Whatever is not as it should be, the worst first. */
export const findingsIn = (snapshot: Snapshot): readonly Finding[] =>
  [
    ...snapshot.services.flatMap((service) => findingOf(service) ?? []),
    ...findingsOfExabgp(snapshot),
    ...findingsOfNeighbors(snapshot),
    ...findingsOfHaproxy(snapshot),
    ...findingsOfConfig(snapshot),
    ...findingsOfAlarms(snapshot),
  ].sort((one, other) => other.severity - one.severity)

export const severityOf = (findings: readonly Finding[]): Severity => findings[0]?.severity ?? 0

/** Undefined where it stands on its best tier, is heard of, and all that is known of it is well. */
export const findingOf = (service: ServiceSnapshot): Finding | undefined => {
  const { name, vips } = service
  const refused = vips.filter((vip) => vip.refused)
  if (refused.length > 0) return { severity: 2, what: `ExaBGP refuses ${refused.map(({ nlri }) => nlri).join(', ')}`, service: name }
  const severity = worse(severityOfState(service), severityOfUnheard(service))
  return severity === 0 ? undefined : { severity, what: whatOf(service), service: name }
}

/** As every rendering shows them. */
export const worstFirst = (services: readonly ServiceSnapshot[]): readonly ServiceSnapshot[] =>
  [...services].sort((one, other) => badness(other) - badness(one))

const ranks: readonly ServiceSnapshot['state'][] = [
  'announced',
  'warm',
  'degraded',
  'maintenance',
  'draining',
  'pending',
  'last-resort',
  'down',
]

const badness = (service: ServiceSnapshot): number => (findingOf(service)?.severity ?? 0) * 100 + ranks.indexOf(service.state)

// What was ordered to leave is not missed.
const severityOfState = ({ state, tier, orders, unknown }: ServiceSnapshot): 0 | 1 | 2 => {
  switch (state) {
    case 'down':
    case 'last-resort':
      return orders.length > 0 ? 1 : 2
    case 'announced':
    case 'warm':
      return unknown || tier !== 1 ? 1 : 0
    default:
      return 1
  }
}

// Nor is whether anybody hears of it.
const severityOfUnheard = ({ vips, orders }: ServiceSnapshot): 0 | 1 | 2 => {
  if (orders.length > 0 || !vips.some(isUnheard)) return 0
  return vips.every(isUnheard) ? 2 : 1
}

const worse = <It extends Severity>(one: It, other: It): It => (one > other ? one : other)

const isUnheard = ({ unheard }: VipSnapshot): boolean => unheard === true

const whatOf = (service: ServiceSnapshot): string => {
  const notes = [tierOf(service), unheardOf(service)].filter((note) => note !== undefined)
  const word = service.unknown && service.state === 'announced' ? 'unknown' : service.state
  return `${service.name} ${word}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`
}

const tierOf = ({ state, tier, tiers }: ServiceSnapshot): string | undefined =>
  state === 'degraded' || state === 'warm' ? `tier ${tier} of ${tiers}` : undefined

const unheardOf = ({ vips }: ServiceSnapshot): string | undefined => {
  const nlris = [...new Set(vips.filter(isUnheard).map(({ nlri }) => nlri))]
  return nlris.length === 0 ? undefined : `no neighbor takes ${some(nlris)}`
}

const findingsOfExabgp = ({ exabgp }: Snapshot): readonly Finding[] =>
  (exabgp.oldestCommandMs ?? 0) > silentAfterMs
    ? [{ severity: 2, what: `ExaBGP has not answered for ${Math.round((exabgp.oldestCommandMs ?? 0) / 1000)} s` }]
    : []

// What nothing was heard of may be up.
const findingsOfNeighbors = ({ neighbors }: Snapshot): readonly Finding[] => {
  const gone = neighbors.filter(({ state, absent }) => state === 'down' || absent)
  const isDeaf = gone.length > 0 && gone.length === neighbors.length
  return [
    ...(isDeaf ? [{ severity: 2 as const, what: 'no session is up' }] : []),
    ...gone.flatMap(({ address, absent }) => {
      if (absent) return [{ severity: 1 as const, what: `ExaBGP has no neighbor ${address}` }]
      return isDeaf ? [] : [{ severity: 1 as const, what: `neighbor ${address} down` }]
    }),
  ]
}

const findingsOfHaproxy = ({ haproxy }: Snapshot): readonly Finding[] =>
  haproxy.trouble === undefined ? [] : [{ severity: 1, what: haproxy.trouble.reason }]

const findingsOfConfig = ({ process: { confirmDeadline, fallback, lastReload, shadow } }: Snapshot): readonly Finding[] => [
  ...(shadow === undefined ? [] : [{ severity: 1 as const, what: 'it is a shadow: it announces nothing' }]),
  ...(fallback === undefined ? [] : [{ severity: 1 as const, what: fallback.what }]),
  ...(confirmDeadline === undefined ? [] : [{ severity: 1 as const, what: 'the configuration waits to be confirmed' }]),
  ...(lastReload === undefined || lastReload.ok
    ? []
    : [{ severity: 1 as const, what: `the last reload ${lastReload.undone ? 'was' : 'failed:'} ${lastReload.what}` }]),
]

/** Alarms of VIPs that are announced and not there, or should be announced and cannot be; or of nothing that can be announced at all. */
const critical: ReadonlySet<string> = new Set(['no-local-vip', 'loopback-add', 'no-configuration'])

// Evidence that is unknown has been found at its service.
const findingsOfAlarms = ({ alarms }: Snapshot): readonly Finding[] =>
  alarms.flatMap(({ alarm, what, service, since }) =>
    alarm === 'unknown' ? [] : [{ severity: critical.has(alarm) ? 2 : 1, what, since, ...(service !== undefined && { service }) }],
  )
