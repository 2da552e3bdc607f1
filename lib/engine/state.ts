// What does the process know? All of it stands in this one record.
import type { Prefix } from '../bgp/prefix.ts'
import { refusal } from '../bgp/prefix-list.ts'
import { type Audience, addressedKey, type NlriKey, nlriKey, type Route } from '../bgp/route.ts'
import { type CheckKey, keyed } from '../config/check-key.ts'
import type { Config, Service } from '../config/config.ts'
import { type Check, checkName, type ProbeCheck, type StatisticsCheck } from '../config/schema/checks/kinds.ts'
import { begin, type Conversation, type Settings } from '../exabgp/conversation.ts'
import type { DesiredRib } from '../exabgp/rib.ts'
import { type Maintained, nobodyAway } from '../haproxy/returns.ts'
import type { Outline } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import { type Hysteresis, isQuiet, unsettled } from '../health/hysteresis.ts'
import { rangeOf, type Stood, type Verdict } from '../policy/desired.ts'
import { type KeptOrders, noOrders, type Orders, unknownOrders } from '../policy/orders.ts'
import { type Figure, spotless } from '../policy/penalty.ts'
import type { StateWord } from '../policy/state-word.ts'
import { after, longAgo, type Milliseconds, never } from '../values/time.ts'
import type { Alarms } from './alarms.ts'
import { noReactions, type Reactions } from './reactions.ts'
import { type Traffic, untold } from './traffic.ts'
import { nothingAsked, type Watchdog } from './watchdog.ts'

export type State = {
  /** What is in force. */
  readonly config: Config
  readonly haproxy: HaproxyState
  /** In the order of the configuration. */
  readonly services: readonly ServiceState[]
  readonly owners: Owners
  readonly exabgp: Conversation
  /** When maintenance files are looked at again; never where there are none, or while that is under way. */
  readonly maintenanceDueAt: Milliseconds
  /** The routes of all services that have a verdict. */
  readonly desired: DesiredRib
  /** What was said about sessions that do not suit what is configured; nothing is said twice. */
  readonly warned: ReadonlySet<string>
  readonly former: FormerState
  readonly local: LocalState
  /** What is wrong for a while, and is said again. */
  readonly alarms: Alarms
  readonly keeping: KeepingState
  /** Files that count as they were, and why they cannot be read. */
  readonly outdated: ReadonlyMap<string, string>
  /** Control sockets over which nobody can ask this process, and why. */
  readonly unserved: ReadonlyMap<string, string>
  /** How often one could not be offered since the start. */
  readonly listenerFailures: number
  readonly reactions: Reactions
  /** What is asked and not answered yet. */
  readonly watchdog: Watchdog
  readonly stopped: boolean
}

/** Which services may announce an NLRI; and a prefix, whatever its path identifier. */
type Owners = ReadonlyMap<NlriKey, readonly string[]>

type FormerState = {
  /** VIPs of an earlier run that may still be announced, as the state file has them. */
  readonly remembered: readonly string[]
  /** Whether it is being found out who else announces what. */
  readonly asking: boolean
}

/** What the looks at this machine's addresses have found. */
export type LocalState = {
  /** Those of the last look that found out; undefined before one has. */
  readonly addresses: readonly string[] | undefined
  /** Why they cannot be looked at now. */
  readonly trouble: string | undefined
}

/** How orders outlive the process. */
type KeepingState = {
  /** Why those of a predecessor cannot be read; services whose orders are not known announce nothing that was not. */
  readonly unread: string | undefined
  /** Why those of now are not written down. */
  readonly unkept: string | undefined
}

export type HaproxyState = {
  /** Whether a snapshot is being taken, never more than one, and whether for checks that are due, because of a hint, or on the tour of all servers. */
  readonly reading: false | 'due' | 'hinted' | 'tour'
  /** When the newest one was begun. */
  readonly askedAt: Milliseconds
  /** Whether something has happened in HAProxy since then. */
  readonly hinted: boolean
  /** When the first of that did; and of what the newest snapshot answers. */
  readonly happenedAt: Milliseconds | undefined
  readonly answersOf: Milliseconds | undefined
  readonly ring: RingState
  readonly hearing: Hearing
  readonly pid: number | undefined
  /** When the last snapshot was accepted, or else when the process began to ask. */
  readonly acceptedAt: Milliseconds
  /** Since when only a process that is stopping has answered. */
  readonly stoppingSince: Milliseconds | undefined
  /** Servers that HAProxy has not verified yet, by `proxy/server`, and since when. */
  readonly unverified: ReadonlyMap<string, Milliseconds>
  readonly maintenance: Maintained
  /** Whether it has so many servers that not every look is at all of them. */
  readonly large: boolean
  /** Absent over HTTP, and before it has told. */
  readonly version: string | undefined
  /** Why the last look at its statistics gave nothing, and since when that is so. */
  readonly fault: { readonly reason: string; readonly since: Milliseconds } | undefined
  readonly counts: HaproxyCounts
  /** Absent while a look at all servers is under way; what is asked for besides an outline is what this lacks. */
  readonly known: Known | undefined
}

/** Since the start: processes that answered, events of the ring, looks at the statistics that ended, and those that gave nothing. */
type HaproxyCounts = { readonly processes: number; readonly events: number; readonly looks: number; readonly lookFailures: number }

/** What looks at servers said, to be counted again while the outline from just before them stays the same. */
export type Known = {
  readonly outline: Outline
  /** What was looked at longest ago comes first. */
  readonly evidence: ReadonlyMap<string, Dated>
  /** When the tour of all servers goes on. */
  readonly tourAt: Milliseconds
  /** What was looked at before then does not wait for its turn. */
  readonly staleBefore: Milliseconds
}

/** Evidence from a look at so many servers. */
export type Dated = { readonly proxy: string; readonly servers: number; readonly evidence: Evidence; readonly at: Milliseconds }

/**
 * `unwanted`: no ring is configured. `live`: a connection follows it at this moment. `pid`: the process of HAProxy that was followed last.
 * `reason`: why the ring is unavailable, else empty.
 */
export type RingState = {
  readonly standing: 'unwanted' | 'sought' | 'following' | 'lost' | 'unavailable'
  readonly live: boolean
  readonly pid: number | undefined
  readonly reason: string
}

/** What tells whether the ring speaks of every backend. */
export type Hearing = {
  /** The process of HAProxy that is known to be followed. */
  readonly pid: number | undefined
  /** When it said something last, or began to be followed. */
  readonly heardAt: Milliseconds
  /** By backend of the process that is followed: when the newest look at its servers began, and which of them were down. */
  readonly looked: ReadonlyMap<string, { readonly at: Milliseconds; readonly down: ReadonlySet<string> }>
  /** It went down without a word, as was found then. */
  readonly suspect: { readonly at: Milliseconds; readonly backend: string; readonly server: string } | undefined
  /** Backends of which it says nothing; nothing is said twice of them. */
  readonly silent: ReadonlySet<string>
}

export type ServiceState = {
  readonly service: Service
  readonly checks: readonly CheckState[]
  readonly maintenance: MaintenanceState
  readonly orders: Orders
  /** The departure that is under way or over, until the service is back. */
  readonly departure: DepartureState | undefined
  readonly verdict: Verdict
  /** Since when the verdict is what it is. */
  readonly since: Milliseconds
  /** Until when a service that came up is announced with the attributes of warming. */
  readonly warmUntil: Milliseconds | undefined
  /** When to judge again although nothing happens. */
  readonly reviewAt: Milliseconds
  readonly routes: readonly Route[]
  /** What of an earlier configuration stands in its verdict and routes, until it is judged by the one in force. */
  readonly outdated: 'routes' | 'ladder' | undefined
  /** What receivers that damp routes hold against it; kept where the service is damped. */
  readonly figure: Figure
  /** The improvement that damping holds back. */
  readonly heldBack: HeldBack | undefined
  /** How often it has come to stand so since the start. */
  readonly changes: Readonly<Partial<Record<StateWord, number>>>
  readonly traffic: Traffic
  /** VIPs that this machine lacks although their routes lead here; undefined before anybody has looked. */
  readonly missing: readonly string[] | undefined
}

/** What is known of the maintenance file. */
export type MaintenanceState = {
  /** Since when it is there, by the last look that found out. */
  readonly since: Milliseconds | undefined
  /** Whether a look has found out whether it is there; true where there is none to look for. */
  readonly looked: boolean
  /** Why it cannot be looked at now. */
  readonly trouble: string | undefined
  /** Since when a look at it has been under way that should have answered. */
  readonly unansweredSince: Milliseconds | undefined
}

/** A departure that was ordered. Called off, it ends once the service has risen again. */
export type DepartureState = {
  readonly since: Milliseconds
  /** When it ends in a withdraw at the latest. */
  readonly overAt: Milliseconds
  readonly stood: Stood
  readonly calledOff: boolean
}

/** `warm`: announced with the attributes of warming, or to be. */
export type Stance = { readonly verdict: Verdict; readonly warm: boolean }

export type HeldBack = {
  readonly wish: Stance
  readonly since: Milliseconds
  /** The penalty when this was found, and what it has to fall below. */
  readonly penalty: number
  readonly limit: number
}

export type CheckState = {
  readonly key: CheckKey
  readonly check: Check
  readonly name: string
  readonly hysteresis: Hysteresis
  /** The newest result, whether it counted or not. */
  readonly latest: Evidence | undefined
  readonly latestAt: Milliseconds | undefined
  /** Since when it has been unknown, but for ranges. */
  readonly unknownSince: Milliseconds | undefined
  /** When the last server of its backend was taken away by hand, if all were; until one takes requests again, or may. */
  readonly drainedSince: Milliseconds | undefined
  readonly dueAt: Milliseconds
  readonly running: boolean
  /** Asked between its turns, for the sake of a hint. */
  readonly early: boolean
  /** When it was asked last. */
  readonly askedAt: Milliseconds | undefined
  /** When that happened of which its results have spoken since they last agreed with what is settled, as far as is known. */
  readonly signAt: Milliseconds | undefined
  readonly counts: CheckCounts
}

/** Since the start: all results that were taken, those without capacity, those that told nothing, and how long they were awaited, all together. */
export type CheckCounts = { readonly results: number; readonly failures: number; readonly unknown: number; readonly durationMs: number }

export const isStatisticsCheck = (check: Check): check is StatisticsCheck => check.kind === 'backend' || check.kind === 'frontend'
export const isProbeCheck = (check: Check): check is ProbeCheck => !isStatisticsCheck(check)

/** Whether its newest result counted and says what the check stands for. */
export const isSettled = ({ latest, hysteresis }: Pick<CheckState, 'latest' | 'hysteresis'>): boolean =>
  latest?.kind === 'measured' && isQuiet(hysteresis)

/** Orders of a predecessor, or why they cannot be read. */
export type LeftOrders = { readonly kept: readonly KeptOrders[] } | { readonly unread: string }

/**
 * `standalone`: no ExaBGP answers, as in a terminal. `former`: VIPs of an earlier run that are not configured any more; `predecessor`: whether there
 * may have been one; `left`: what it was ordered.
 */
export const initialState = (
  config: Config,
  at: Milliseconds,
  standalone: boolean,
  former: readonly Prefix[] = [],
  predecessor = false,
  left: LeftOrders = { kept: [] },
): State => ({
  config,
  haproxy: unasked(config.haproxy, at),
  services: splay(config.services, left, at),
  owners: ownersOf(config.services),
  exabgp: begin(settingsOf(config, former, predecessor), at, standalone),
  maintenanceDueAt: config.services.some(({ maintenanceFile }) => maintenanceFile !== undefined) ? at : never,
  desired: new Map(),
  warned: new Set(),
  former: { remembered: former.map(({ text }) => text), asking: false },
  local: { addresses: undefined, trouble: undefined },
  alarms: new Map(),
  keeping: { unread: 'unread' in left ? left.unread : undefined, unkept: undefined },
  outdated: new Map(),
  unserved: new Map(),
  listenerFailures: 0,
  reactions: noReactions,
  watchdog: nothingAsked,
  stopped: false,
})

/** What the conversation has to know of a configuration. */
export const settingsOf = (config: Config, former: readonly Prefix[], predecessor: boolean): Settings => ({
  ...config.exabgp,
  vips: new Map(config.services.flatMap(({ vips }) => vips.map((vip) => [vip.text, vip]))),
  former: new Map(former.map((vip) => [vip.text, vip])),
  audiences: new Map(config.services.flatMap(dividedAmong)),
  range: config.services.flatMap(rangeOf).filter(({ nlri }) => refusal(nlri.prefix, config.permit) === undefined),
  predecessor,
})

/** Before HAProxy was asked anything. */
export const unasked = ({ events }: Config['haproxy'], at: Milliseconds): HaproxyState => ({
  reading: false,
  askedAt: longAgo,
  hinted: false,
  happenedAt: undefined,
  answersOf: undefined,
  ring: { standing: events === undefined ? 'unwanted' : 'sought', live: false, pid: undefined, reason: '' },
  hearing: { pid: undefined, heardAt: at, looked: new Map(), suspect: undefined, silent: new Set() },
  pid: undefined,
  acceptedAt: at,
  stoppingSince: undefined,
  unverified: new Map(),
  maintenance: nobodyAway,
  large: false,
  version: undefined,
  fault: undefined,
  counts: { processes: 0, events: 0, looks: 0, lookFailures: 0 },
  known: undefined,
})

/** Who may announce what. */
export const ownersOf = (services: readonly Service[]): Owners => {
  const owners = new Map<NlriKey, string[]>()
  const add = (key: NlriKey, name: string): unknown => owners.set(key, [...(owners.get(key) ?? []), name])
  for (const service of services) {
    for (const { nlri } of rangeOf(service)) add(nlriKey(nlri), service.name)
    for (const vip of service.vips) add(vip.text, service.name)
  }
  return owners
}

const dividedAmong = ({ vips, audiences }: Service): readonly (readonly [string, readonly Audience[]])[] => {
  const named = audiences.flatMap(({ to }) => (to === undefined ? [] : [to]))
  return named.length === 0 ? [] : vips.map(({ text }) => [text, named] as const)
}

export const desiredOf = (services: readonly ServiceState[]): DesiredRib =>
  new Map(services.flatMap(({ routes }) => routes.map((route) => [addressedKey(route), route] as const)))

/**
 * Services of which nothing is known yet. Probes are spread over their interval so that they do not start together; the first starts at once. Checks of
 * statistics share a snapshot.
 */
export const splay = (services: readonly Service[], left: LeftOrders, at: Milliseconds): readonly ServiceState[] => {
  const probes = services.flatMap(({ checks }) => checks).filter(isProbeCheck)
  const offset = new Map<Check, number>(probes.map((check, index) => [check, (index / probes.length) * check.intervalMs]))
  return services.map((service) => ({
    service,
    checks: keyed(service.checks).map(([key, check]) => ({
      key,
      check,
      name: checkName(check),
      hysteresis: unsettled,
      latest: undefined,
      latestAt: undefined,
      unknownSince: undefined,
      drainedSince: undefined,
      dueAt: after(at, offset.get(check) ?? 0),
      running: false,
      early: false,
      askedAt: undefined,
      signAt: undefined,
      counts: { results: 0, failures: 0, unknown: 0, durationMs: 0 },
    })),
    maintenance: { since: undefined, looked: service.maintenanceFile === undefined, trouble: undefined, unansweredSince: undefined },
    orders: ordersLeft(service.name, left),
    departure: undefined,
    verdict: 'pending',
    since: at,
    warmUntil: undefined,
    reviewAt: never,
    routes: [],
    outdated: undefined,
    figure: spotless,
    heldBack: undefined,
    changes: {},
    traffic: untold,
    missing: undefined,
  }))
}

const ordersLeft = (name: string, left: LeftOrders): Orders =>
  'unread' in left ? unknownOrders : (left.kept.find(({ service }) => service === name)?.orders ?? noOrders)
