// What share of a backend's weight would HAProxy send requests to now?
import { type Circumstances, type Evidence, type Measure, nothing, unknown } from '../health/evidence.ts'
import { awayOf } from './agents.ts'
import { byHand, type Served } from './by-hand.ts'
import { capacityReason } from './reason.ts'
import { serverKey } from './server-key.ts'
import { type BackendRow, disabled, type ServerRow, type Snapshot, stopped } from './snapshot.ts'
import { firstWord, isAgentsOrder, isAwaitingName, serverState, takesRequests } from './status.ts'
import { withTracked } from './tracking.ts'
import { isUnverified, type Returned } from './verified.ts'

export type CapacityOptions = {
  /** Keep servers in MAINT in the sum that capacity is a share of. */
  readonly countMaintenance: boolean
  /** Whether the server (`proxy/server`) was unverified for so long that it now counts as it reads. */
  readonly overdue: (server: string) => boolean
  readonly returned: Returned
  /** Who took requests when a server of the backend last did. */
  readonly served?: Served | undefined
}

/** The servers that carry the requests of a backend. */
type Carriers = { readonly servers: readonly ServerRow[]; readonly onBackups: boolean }

/**
 * Judges the backend `proxy`: the weight of the servers that take requests, over the weight that all active servers were given (those that an
 * operator put into MAINT left out). Backups count when no active server takes requests. Servers that are not verified make it a range.
 */
export const backendEvidence = (proxy: string, snapshot: Snapshot, options: CapacityOptions): Evidence => {
  const { servers = [], backend } = snapshot.proxies.get(proxy) ?? {}
  if (backend === undefined) return unknown(`HAProxy has no backend ${proxy}`)
  if (backend.status === disabled) return { kind: 'measured', measure: nothing, reason: 'disabled in its configuration' }
  if (backend.status === stopped) return { kind: 'measured', measure: nothing, reason: 'shut down, so that its servers are not checked' }
  const odd = servers.find(isOdd)
  if (odd !== undefined) return unknown(`server ${odd.server} has a status that is not known: ${odd.status}`)
  if (servers.length === 0) return { kind: 'measured', measure: nothing, reason: 'no servers' }
  if (backend.status.includes('(UNPUB)')) return { kind: 'measured', measure: nothing, reason: 'not published' }
  return judge(
    servers.map((server) => withTracked(server, snapshot)),
    backend,
    snapshot,
    options,
  )
}

const isOdd = ({ status }: ServerRow): boolean => serverState(status) === undefined

/** Servers (`proxy/server`) that make the capacity of `proxy` a range, unless they are overdue. */
export const unverifiedServers = (proxy: string, snapshot: Snapshot, returned: Returned): readonly string[] =>
  (snapshot.proxies.get(proxy)?.servers ?? [])
    .map((server) => withTracked(server, snapshot))
    .filter((server) => isUnverified(server, snapshot, returned))
    .map(serverKey)

const judge = (servers: readonly ServerRow[], backend: BackendRow, snapshot: Snapshot, options: CapacityOptions): Evidence => {
  const unverified = servers.filter((server) => isUnverified(server, snapshot, options.returned))
  const pending = new Set(unverified.filter((server) => !options.overdue(serverKey(server))))
  const serving = isClosed(backend)
    ? []
    : servers.filter((server) => server.weight > 0 && takesRequests(server.status) && !pending.has(server))
  const counted = servers.filter((server) => !server.backup && (pending.has(server) || isCounted(server, options)))
  const carriers = carriersAmong(serving, backend)
  const least = measureOf(carriers, counted)
  const presumed = unverified.length === pending.size ? 0 : countIn(unverified, new Set(carriers.servers))
  const reason = capacityReason({ counted, carriers, pending, presumed, capacity: least.capacity, closed: isClosed(backend) })
  const circumstances = { sessions: backend.sessions, ...totalOf(backend), ...byHand(servers, options.served, pending) }
  if (pending.size === 0) return { kind: 'measured', measure: least, reason, ...circumstances }
  // What is away takes no requests, whoever has taken it away; by hand it may not count at all.
  const mayServe = [...pending].filter((server) => awayOf(server) === undefined)
  const most = measureOf(
    carriersAmong([...serving, ...mayServe], backend),
    counted.filter((server) => awayOf(server) === undefined || isCounted(server, options)),
  )
  return { kind: 'range', ...ordered(least, most), reason, ...circumstances }
}

const countIn = (some: readonly ServerRow[], all: ReadonlySet<ServerRow>): number => some.filter((one) => all.has(one)).length

// Whatever its servers read, HAProxy sends nothing to a backend that it calls DOWN.
const isClosed = ({ status, active, backups }: BackendRow): boolean => firstWord(status) === 'DOWN' && active === 0 && backups === 0

// Fleets keep empty slots in MAINT. What its agent puts there is no slot, but a server that calls itself unfit.
const isCounted = ({ status, agentStatus }: ServerRow, { countMaintenance }: CapacityOptions): boolean =>
  serverState(status) !== 'maintenance' || isAgentsOrder(agentStatus) || (countMaintenance && !isAwaitingName(status))

const totalOf = ({ sessionsTotal }: BackendRow): Pick<Circumstances, 'sessionsTotal'> =>
  sessionsTotal === undefined ? {} : { sessionsTotal }

const carriersAmong = (serving: readonly ServerRow[], backend: BackendRow): Carriers => {
  const active = serving.filter(isActive)
  const backups = serving.filter(isBackup)
  if (active.length > 0 || backups.length === 0) return { servers: active, onBackups: false }
  // The statistics do not tell `option allbackups`, without which the first alone serves, but the weight that they carry does.
  const all = backend.active === 0 && backend.weight >= weightOf(backups)
  return { servers: all ? backups : backups.slice(0, 1), onBackups: true }
}

const isBackup = ({ backup }: ServerRow): boolean => backup

const isActive = ({ backup }: ServerRow): boolean => !backup

const measureOf = ({ servers, onBackups }: Carriers, counted: readonly ServerRow[]): Measure => {
  if (servers.length === 0) return nothing
  const whole = counted.reduce(addGiven, 0)
  // Without any active weight a share has no meaning: backups that serve then serve everything.
  if (whole === 0) return { capacity: onBackups ? 1 : 0, servers: servers.length }
  // Backups never share with active servers, so their weights say nothing beside those of the others: each is worth one of them at least.
  const heads = onBackups ? servers.length / counted.length : 0
  return { capacity: Math.min(1, Math.max(heads, weightOf(servers) / whole)), servers: servers.length }
}

// A weight that was lowered at run time, by hand or by an agent, takes its server away in part; one that was raised is a new measure.
const givenWeight = ({ uweight, configuredWeight = 0 }: ServerRow): number => Math.max(uweight, configuredWeight)

const addGiven = (sum: number, server: ServerRow): number => sum + givenWeight(server)

// A backup that takes over can weigh more than the active servers that would relieve it.
const ordered = (one: Measure, other: Measure): { low: Measure; high: Measure } => ({
  low: { capacity: Math.min(one.capacity, other.capacity), servers: Math.min(one.servers, other.servers) },
  high: { capacity: Math.max(one.capacity, other.capacity), servers: Math.max(one.servers, other.servers) },
})

const weightOf = (servers: readonly ServerRow[]): number => servers.reduce(addWeight, 0)

const addWeight = (sum: number, { weight }: ServerRow): number => sum + weight
