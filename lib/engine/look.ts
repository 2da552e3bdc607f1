// How closely is HAProxy looked at next, and what if the outline is all that was looked at?
import type { StatisticsCheck } from '../config/config.ts'
import { sameOutline } from '../haproxy/outline.ts'
import type { Look } from '../haproxy/request.ts'
import type { Outline } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import type { Effect } from './effect.ts'
import type { Milliseconds } from './event.ts'
import { type CheckState, type HaproxyState, isSettled, isStatisticsCheck, type Known, type ServiceState } from './state.ts'

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

/** The outline alone is enough for checks that are settled, as long as nobody says that something has happened. */
export const lookFor = ({ large, known, hinted }: HaproxyState, services: readonly ServiceState[], at: Milliseconds): Look => {
  if (!large) return 'servers'
  if (hinted || known === undefined || at >= known.at + betweenFullMs) return 'both'
  return readingChecks(services).every((one) => isSettled(one) && known.evidence.has(evidenceKey(one.check))) ? 'outline' : 'both'
}

/** What a look at servers leaves to be counted again. While HAProxy has not verified a server yet, evidence changes by itself. */
export const remember = (
  haproxy: HaproxyState,
  { outline, servers }: { readonly outline: Outline | undefined; readonly servers: number },
  evidence: ReadonlyMap<string, Evidence>,
  { at, warmupMs }: { readonly at: Milliseconds; readonly warmupMs: number },
): HaproxyState => {
  const warm = [...haproxy.unverified.values()].every((since) => at - since >= warmupMs)
  return {
    ...haproxy,
    large: haproxy.pid !== undefined && (haproxy.large || servers >= fewServers),
    known: outline !== undefined && warm ? { at, outline, evidence } : undefined,
  }
}

/** Whether what is known of these proxies still holds. */
export const holds = ({ outline: before }: Known, now: Outline, services: readonly ServiceState[]): boolean =>
  readingChecks(services).every(({ check }) => sameOutline(before, now, check.proxy))

/** Evidence that counts again after a while; only sessions come and go without anything else. */
export const again = (evidence: Evidence, sessions: number | undefined, elapsedMs: number): Evidence => {
  if (evidence.kind === 'unknown') return evidence
  const { drainedSeconds } = evidence
  if (drainedSeconds === undefined && sessions === evidence.sessions) return evidence
  return {
    ...evidence,
    ...(sessions !== undefined && { sessions }),
    ...(drainedSeconds !== undefined && { drainedSeconds: drainedSeconds + elapsedMs / 1000 }),
  }
}

/** Checks with the same key share their evidence. */
export const evidenceKey = (check: StatisticsCheck): string =>
  `${check.kind} ${check.proxy} ${check.kind === 'backend' && check.countMaintenance}`

/** Whether it waits for HAProxy's statistics. */
export const isReading = (one: CheckState): one is CheckState & { readonly check: StatisticsCheck } =>
  one.running && isStatisticsCheck(one.check)

const readingChecks = (services: readonly ServiceState[]) => services.flatMap(({ checks }) => checks.filter(isReading))
