// How closely is HAProxy looked at next, and what if the outline is all that was looked at?
import type { StatisticsCheck } from '../config/config.ts'
import { sameOutline } from '../haproxy/outline.ts'
import type { Look } from '../haproxy/request.ts'
import type { Outline } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import type { Effect } from './effect.ts'
import type { Milliseconds } from './event.ts'
import {
  type CheckState,
  type Dated,
  type HaproxyState,
  isSettled,
  isStatisticsCheck,
  type Known,
  type ServiceState,
  type State,
} from './state.ts'

/** Below this a look at all servers costs no more than a process that looks every second can afford. */
const fewServers = 200

/** What no outline shows, such as the weight of a server that is down, is seen after this time at the latest. */
const betweenFullMs = 10_000

/** The checks that share a snapshot wait for it as long as the most patient of them. */
export const readStatistics = (services: readonly ServiceState[], look: Look): Effect => {
  const checks = readingChecks(services).map(({ check }) => check)
  const proxies = (kind: StatisticsCheck['kind']) => [...new Set(checks.flatMap((one) => (one.kind === kind ? [one.proxy] : [])))]
  const watch = { backends: proxies('backend'), frontends: proxies('frontend') }
  return { type: 'read-statistics', watch, look, timeoutMs: Math.max(...checks.map(({ timeoutMs }) => timeoutMs)) }
}

/**
 * The outline alone is enough for checks that are settled, and the first thing to look at after a hint: whatever changes how a proxy serves
 * shows in it.
 */
export const lookFor = ({ large, known, hinted }: HaproxyState, services: readonly ServiceState[], at: Milliseconds): Look => {
  if (!large) return 'servers'
  if (known === undefined || at >= known.wholeAt + betweenFullMs) return 'both'
  return readingChecks(services).every((one) => (hinted || isSettled(one)) && known.evidence.has(evidenceKey(one.check)))
    ? 'outline'
    : 'both'
}

/**
 * What a look at servers leaves to be counted again, beside what was known of proxies that it was not at. While HAProxy has not verified a
 * server yet, evidence changes by itself.
 */
export const remember = (
  haproxy: HaproxyState,
  { outline, servers }: { readonly outline: Outline | undefined; readonly servers: number },
  evidence: ReadonlyMap<string, Dated>,
  { at, warmupMs }: { readonly at: Milliseconds; readonly warmupMs: number },
): HaproxyState => {
  const warm = [...haproxy.unverified.values()].every((since) => at - since >= warmupMs)
  return {
    ...haproxy,
    large: haproxy.pid !== undefined && (haproxy.large || servers >= fewServers),
    known: outline !== undefined && warm ? joined(haproxy.known, { wholeAt: at, outline, evidence }) : undefined,
  }
}

// Of another process nothing is known any more.
const joined = (before: Known | undefined, now: Known): Known | undefined => {
  if (before === undefined) return now
  const { pid } = now.outline
  if (before.outline.pid !== pid) return undefined
  return {
    wholeAt: before.wholeAt,
    outline: { pid, proxies: new Map([...before.outline.proxies, ...now.outline.proxies]) },
    evidence: new Map([...before.evidence, ...now.evidence]),
  }
}

/**
 * Which proxies, of the checks that wait for this outline, are not what they were, so that their servers are looked at; undefined for all of
 * them: nothing is known, or this does not show what a hint was about.
 */
export const changedIn = (now: Outline, { haproxy: { known, reading }, services }: State): ReadonlySet<string> | undefined => {
  if (known === undefined || known.outline.pid !== now.pid) return undefined
  const changed = readingChecks(services).filter(({ check }) => !sameOutline(known.outline, now, check.proxy))
  return changed.length === 0 && reading === 'hinted' ? undefined : new Set(changed.map(({ check }) => check.proxy))
}

/** What remains known when these proxies have changed. */
export const without = (known: Known, changed: ReadonlySet<string>): Known => ({
  ...known,
  outline: { ...known.outline, proxies: new Map([...known.outline.proxies].filter(([proxy]) => !changed.has(proxy))) },
  evidence: new Map([...known.evidence].filter(([, { proxy }]) => !changed.has(proxy))),
})

/** Evidence that counts again after a while; only sessions come and go without anything else. */
export const again = ({ evidence, at: seenAt }: Dated, sessions: number | undefined, at: Milliseconds): Evidence => {
  if (evidence.kind === 'unknown') return evidence
  const { drainedSeconds } = evidence
  if (drainedSeconds === undefined && sessions === evidence.sessions) return evidence
  return {
    ...evidence,
    ...(sessions !== undefined && { sessions }),
    ...(drainedSeconds !== undefined && { drainedSeconds: drainedSeconds + (at - seenAt) / 1000 }),
  }
}

/** Checks with the same key share their evidence. */
export const evidenceKey = (check: StatisticsCheck): string =>
  `${check.kind} ${check.proxy} ${check.kind === 'backend' && check.countMaintenance}`

export type Reading = CheckState & { readonly check: StatisticsCheck }

/** Whether it waits for HAProxy's statistics. */
export const isReading = (one: CheckState): one is Reading => one.running && isStatisticsCheck(one.check)

const readingChecks = (services: readonly ServiceState[]) => services.flatMap(({ checks }) => checks.filter(isReading))
