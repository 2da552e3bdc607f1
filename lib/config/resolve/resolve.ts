// What does a written configuration come to, once every default is filled in?
import type { Family } from '../../bgp/address.ts'
import type { Config } from '../config.ts'
import type { StatisticsAddress } from '../haproxy.ts'
import { presentCredentials, tlsOf } from '../schema/access.ts'
import type { Written } from '../schema/schema.ts'
import { namedNeighbors } from './audiences.ts'
import { controlOf } from './control.ts'
import { endOfRibOf } from './end-of-rib.ts'
import { hooksOf } from './hooks.ts'
import { defaultLog } from './log.ts'
import { metricsOf } from './metrics.ts'
import { recordOf } from './record.ts'
import { defaultsOf, resolveServices } from './service.ts'
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
    hooks,
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
    haproxy: resolveHaproxy(haproxy, defaults),
    exabgp: {
      ...resolveConversation(exabgp, addressed, spelling),
      endOfRib: endOfRibOf(exabgp['end-of-rib'], resolveSessions(sessions, bgp, services).sessions, addressed, announcedFamilies(services)),
    },
    stateFile: exabgp['state-file'] ?? 'default',
    control: controlOf(control),
    record: recordOf(record),
    metrics: metricsOf(metrics),
    ...statusOf(status),
    ...hooksOf(hooks, services),
    log: { ...defaultLog, ...log },
    localAs: bgp['local-as'],
    ...resolveSessions(sessions, bgp, services),
    permit: bgp.permit ?? [],
    reload: { withdrawShare: reload.withdraw?.least ?? 0.5 },
    services: resolveServices(services, { bgp, loopback, named: known, defaults: defaultsOf(defaults, haproxy.events) }),
  }
}

type Section<Name extends keyof Written> = NonNullable<Written[Name]>

const resolveHaproxy = (haproxy: Section<'haproxy'>, defaults: Section<'defaults'>): Config['haproxy'] => ({
  stats: resolveStatistics(haproxy),
  ...(haproxy.events !== undefined && { events: haproxy.events }),
  warmupMs: defaults.warmup ?? 15_000,
  staleMs: defaults.stale ?? 10_000,
})

const resolveConversation = (
  exabgp: Section<'exabgp'>,
  neighbors: readonly string[],
  spelling: Readonly<Record<string, string>>,
): Omit<Config['exabgp'], 'endOfRib'> => ({
  dialect: exabgp.dialect ?? 'auto',
  ack: exabgp.ack ?? 'auto',
  refreshMs: exabgp.refresh ?? 60_000,
  neighbors,
  ...(Object.keys(spelling).length > 0 && { spelling }),
})

const resolveSessions = (sessions: Written['sessions'], bgp: Section<'bgp'>, services: Written['services']): Pick<Config, 'sessions'> => {
  const localAs = bgp['local-as']
  return sessions === undefined || localAs === undefined ? {} : { sessions: sessionsOf(sessions, localAs, announcedFamilies(services)) }
}

const announcedFamilies = (services: Written['services']): ReadonlySet<Family> =>
  new Set(Object.values(services).flatMap(({ vips }) => vips.map(({ family }) => family)))

const resolveStatistics = ({ stats, credentials, ...tls }: Section<'haproxy'>): StatisticsAddress => {
  if (stats === undefined) return { kind: 'unix', path: '/run/haproxy/admin.sock' }
  return stats.kind === 'http' ? { ...stats, tls: tlsOf(tls), ...presentCredentials(credentials) } : stats
}
