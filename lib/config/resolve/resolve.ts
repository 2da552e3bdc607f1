// What does a written configuration come to, once every default is filled in?
import type { Family } from '../../bgp/address.ts'
import type { Attributes } from '../../bgp/attribute-table.ts'
import { overlay } from '../../bgp/attributes.ts'
import { nonEmpty } from '../../values/non-empty.ts'
import type { Config } from '../config.ts'
import type { StatisticsAddress } from '../haproxy.ts'
import { presentCredentials, tlsOf } from '../schema/access.ts'
import { attributesOf } from '../schema/attributes.ts'
import type { WrittenCadence } from '../schema/cadence.ts'
import type { Check, WrittenCheck } from '../schema/checks/kinds.ts'
import type { Written } from '../schema/schema.ts'
import type { WrittenService, WrittenTier } from '../schema/service.ts'
import type { Drain, Service, Tier } from '../service.ts'
import { anyCapacity } from '../values/measure.ts'
import { audiencesOf, namedNeighbors } from './audiences.ts'
import { cadenceOf } from './cadence.ts'
import { controlOf } from './control.ts'
import { dampingOf } from './damping.ts'
import { endOfRibOf } from './end-of-rib.ts'
import { defaultLog } from './log.ts'
import { loopbackOf } from './loopback.ts'
import { metricsOf } from './metrics.ts'
import { recordOf } from './record.ts'
import { sessionsOf } from './sessions.ts'
import { statusOf } from './status.ts'

/** The configuration that the program works with; the written one has no contradictions. */
export const resolve = (
  {
    haproxy = {},
    bgp = {},
    defaults = {},
    exabgp = {},
    control = {},
    record,
    metrics = {},
    status,
    log = {},
    sessions,
    loopback,
    reload = {},
    services,
  }: Written,
  spelling: Readonly<Record<string, string>>,
): Config => {
  const { addressed, known } = namedNeighbors(bgp, sessions, services)
  return {
    haproxy: {
      stats: resolveStatistics(haproxy),
      ...(haproxy.events !== undefined && { events: haproxy.events }),
      warmupMs: defaults.warmup ?? 15_000,
      staleMs: defaults.stale ?? 10_000,
    },
    exabgp: {
      dialect: exabgp.dialect ?? 'auto',
      ack: exabgp.ack ?? 'auto',
      refreshMs: exabgp.refresh ?? 60_000,
      neighbors: addressed,
      ...(Object.keys(spelling).length > 0 && { spelling }),
      endOfRib: endOfRibOf(exabgp['end-of-rib'], resolveSessions(sessions, bgp, services).sessions, addressed, announcedFamilies(services)),
    },
    stateFile: exabgp['state-file'] ?? 'default',
    control: controlOf(control),
    record: recordOf(record),
    metrics: metricsOf(metrics),
    ...statusOf(status),
    log: { ...defaultLog, ...log },
    localAs: bgp['local-as'],
    ...resolveSessions(sessions, bgp, services),
    permit: bgp.permit ?? [],
    reload: { withdrawShare: reload.withdraw?.least ?? 0.5 },
    services: nonEmpty(
      Object.entries(services).map(([name, service]) => ({
        ...resolveService(name, service, bgp, known, defaultsOf(defaults, haproxy.events)),
        ...presentLoopback(loopbackOf(service.loopback, loopback)),
      })),
    ),
  }
}

const resolveSessions = (
  sessions: Written['sessions'],
  bgp: NonNullable<Written['bgp']>,
  services: Written['services'],
): Pick<Config, 'sessions'> => {
  const localAs = bgp['local-as']
  return sessions === undefined || localAs === undefined ? {} : { sessions: sessionsOf(sessions, localAs, announcedFamilies(services)) }
}

const announcedFamilies = (services: Written['services']): ReadonlySet<Family> =>
  new Set(Object.values(services).flatMap(({ vips }) => vips.map(({ family }) => family)))

const resolveStatistics = ({ stats, credentials, ...tls }: NonNullable<Written['haproxy']>): StatisticsAddress => {
  if (stats === undefined) return { kind: 'unix', path: '/run/haproxy/admin.sock' }
  return stats.kind === 'http' ? { ...stats, tls: tlsOf(tls), ...presentCredentials(credentials) } : stats
}

/** What a check does that does not say otherwise. */
type Defaults = { readonly ofStatistics: WrittenCadence; readonly ofProbes: WrittenCadence }

// HAProxy has counted results already before an event.
const defaultsOf = (defaults: WrittenCadence, events: string | undefined): Defaults => ({
  ofStatistics: events === undefined ? defaults : { fall: 1, ...defaults },
  ofProbes: defaults,
})

const resolveService = (
  name: string,
  written: WrittenService,
  bgp: NonNullable<Written['bgp']>,
  named: readonly string[],
  defaults: Defaults,
): Service => {
  const attributes = overlay(attributesOf(bgp), attributesOf(written))
  const damping = dampingOf(written.damping, bgp.damping)
  return {
    name,
    vips: nonEmpty(written.vips),
    checks: nonEmpty(written.checks.map((check) => resolveCheck(check, defaults))),
    require: written.require ?? 'all',
    tiers: nonEmpty(
      written.tiers?.map((tier) => resolveTier(tier, attributes)) ?? [{ enter: anyCapacity, leave: anyCapacity, attributes }],
    ),
    attributes,
    down: typeof written.down === 'object' ? attributesOf(written.down) : 'withdraw',
    audiences: nonEmpty(audiencesOf(written, named)),
    unknown: written.unknown ?? 'hold',
    ...(written['maintenance-file'] !== undefined && { maintenanceFile: written['maintenance-file'] }),
    evidenceMaxAgeMs: written['evidence-max-age'] ?? 300_000,
    holdMs: written.hold ?? 0,
    ...(written.warm !== undefined && { warm: { forMs: written.warm.for, attributes: attributesOf(written.warm) } }),
    ...(written.drain !== undefined && { drain: resolveDrain(written.drain) }),
    ...(damping !== undefined && { damping }),
    ...(written.resume === 'manual' && { resume: written.resume }),
    ...requireLocalOf(written['require-local']),
  }
}

const presentLoopback = (loopback: Service['loopback']): Pick<Service, 'loopback'> => (loopback === undefined ? {} : { loopback })

const requireLocalOf = (written: WrittenService['require-local']): Pick<Service, 'requireLocal'> =>
  written === undefined || written === 'off' ? {} : { requireLocal: written }

const resolveDrain = (written: NonNullable<WrittenService['drain']>): Drain => {
  const sessions = written.until === 'idle' ? 0 : written.sessions
  return { forMs: written.for, attributes: attributesOf(written), ...(sessions !== undefined && { sessions }) }
}

const resolveTier = ({ enter, leave = enter, ...own }: WrittenTier, outer: Attributes): Tier => ({
  enter,
  leave,
  attributes: overlay(outer, attributesOf(own)),
})

const resolveCheck = ({ cadence, ...check }: WrittenCheck, { ofStatistics, ofProbes }: Defaults): Check => ({
  ...check,
  ...cadenceOf(cadence, check.kind === 'backend' || check.kind === 'frontend' ? ofStatistics : ofProbes),
})
