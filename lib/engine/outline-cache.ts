// How closely is HAProxy looked at next, and what if the outline is all that was looked at?
import type { Config } from '../config/config.ts'
import { isStatisticsCheck, type StatisticsCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import { sameOutline } from '../haproxy/outline.ts'
import type { Look, Watch } from '../haproxy/request.ts'
import { proxyOf } from '../haproxy/server-key.ts'
import type { Outline } from '../haproxy/snapshot.ts'
import type { Circumstances, Evidence } from '../health/evidence.ts'
import { remembering, rememberingEach } from '../values/remembering.ts'
import { longAgo, type Milliseconds } from '../values/time.ts'
import { type CheckState, isSettled } from './check-state.ts'
import type { Effect } from './effect.ts'
import type { Dated, HaproxyState, Known } from './haproxy-state.ts'
import type { State } from './state.ts'
import { goingOn } from './tour.ts'

/** Below this a look at all servers costs no more than a process that looks every second can afford. */
const fewServers = 200

/** The checks that share a snapshot wait for it as long as the most patient of them. */
export const readStatistics = (config: Config, checks: readonly StatisticsCheck[], look: Look): Effect => read(config, wishOf(checks), look)

/** What all checks that wait for HAProxy's statistics ask for. */
export const readAwaited = (config: Config, waiting: ReadonlySet<CheckState>, look: Look): Effect =>
  read(config, awaited(config, waiting), look)

const read = ({ haproxy: { stats } }: Config, { watch, timeoutMs }: Wish, look: Look): Effect => ({
  type: 'read-statistics',
  stats,
  watch,
  look,
  timeoutMs,
})

/** What checks ask for together; `keys`: under which their evidence is kept. */
type Wish = { readonly watch: Watch; readonly timeoutMs: number; readonly keys: readonly string[] }

const wishOf = (checks: readonly StatisticsCheck[]): Wish => {
  const [backends, frontends, keys] = [new Set<string>(), new Set<string>(), new Set<string>()]
  let timeoutMs = 0
  for (const one of checks) {
    const proxies = one.kind === 'backend' ? backends : frontends
    proxies.add(one.proxy)
    keys.add(evidenceKey(one))
    if (one.timeoutMs > timeoutMs) timeoutMs = one.timeoutMs
  }
  return { watch: { backends: [...backends], frontends: [...frontends] }, timeoutMs, keys: [...keys] }
}

// Of a thousand checks all wait together, as a rule.
const awaited = ({ services }: Config, waiting: ReadonlySet<CheckState>): Wish => {
  const all = allChecks(services)
  return waiting.size === all.length ? wishOfAll(all) : wishOf(readingChecks(waiting).map(checkOf))
}

const allChecks = remembering((services: readonly Service[]): readonly StatisticsCheck[] =>
  services.flatMap(({ checks }) => checks.filter(isStatisticsCheck)),
)

const wishOfAll = remembering(wishOf)

const checkOf = ({ check }: Reading): StatisticsCheck => check

/**
 * The outline alone is enough where everything is known that checks wait for, and the first thing to look at after a hint: whatever changes how
 * a proxy serves shows in it.
 */
export const lookFor = ({ config, haproxy: { large, known } }: State, waiting: ReadonlySet<CheckState>): Look => {
  if (!large) return 'servers'
  return known !== undefined && awaited(config, waiting).keys.every((key) => known.evidence.has(key)) ? 'outline' : 'both'
}

type Looked = { readonly outline: Outline | undefined; readonly servers: number; readonly evidence: ReadonlyMap<string, Dated> }

/** What a look at servers leaves to be counted again, beside what was known of proxies that it was not at. */
export const remember = (haproxy: HaproxyState, { outline, servers, evidence }: Looked, at: Milliseconds): HaproxyState => ({
  ...haproxy,
  large: haproxy.pid !== undefined && (haproxy.large || servers >= fewServers),
  known: outline && joined(haproxy.known, outline, evidence, at),
})

// Of another process nothing is known any more. What was looked at now goes behind what was looked at before.
const joined = (before: Known | undefined, outline: Outline, evidence: Known['evidence'], at: Milliseconds): Known | undefined => {
  if (before === undefined) return goingOn({ outline, evidence, staleBefore: longAgo }, at)
  const { pid } = outline
  if (before.outline.pid !== pid) return undefined
  const known = new Map(before.evidence)
  for (const [key, dated] of evidence) {
    known.delete(key)
    known.set(key, { ...dated, evidence: sameOrNew(before.evidence.get(key)?.evidence, dated.evidence) })
  }
  return { ...before, outline: { pid, proxies: new Map([...before.outline.proxies, ...outline.proxies]) }, evidence: known }
}

// Where it says the same nothing is judged for it.
const sameOrNew = (before: Evidence | undefined, now: Evidence): Evidence =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now

/**
 * Which proxies, of the checks that wait for this outline, have to be looked at: they are not what they were, a check has not settled, or
 * HAProxy has not verified a server, so that evidence changes by itself. Undefined for all of them: nothing is known.
 */
export const changedIn = (now: Outline, { config, haproxy }: State, at: Milliseconds): ReadonlySet<string> | undefined => {
  const { known, reading, unverified, waiting } = haproxy
  const { warmupMs } = config.haproxy
  if (known === undefined || known.outline.pid !== now.pid) return undefined
  const { backends, frontends } = awaited(config, waiting).watch
  const warming = new Set([...unverified].filter(([, since]) => at - since < warmupMs).map(([server]) => proxyOf(server)))
  const isOther = (proxy: string): boolean => warming.has(proxy) || !sameOutline(known.outline, now, proxy)
  const unsettled = reading === 'hinted' ? [] : readingChecks(waiting).filter(isUnsettled)
  return new Set([...backends.filter(isOther), ...frontends.filter(isOther), ...unsettled.map(({ check }) => check.proxy)])
}

const isUnsettled = (one: CheckState): boolean => !isSettled(one)

/** What remains known when these proxies have changed. */
export const without = (known: Known, changed: ReadonlySet<string>): Known => ({
  ...known,
  outline: { ...known.outline, proxies: new Map([...known.outline.proxies].filter(([proxy]) => !changed.has(proxy))) },
  evidence: new Map([...known.evidence].filter(([, { proxy }]) => !changed.has(proxy))),
})

type Sessions = Pick<Circumstances, 'sessions' | 'sessionsTotal'>

/** Evidence that counts again after a while; only sessions come and go without anything else. */
export const again = ({ evidence, at: seenAt }: Dated, row: Sessions | undefined, at: Milliseconds): Evidence => {
  if (evidence.kind === 'unknown') return evidence
  const { drainedSeconds } = evidence
  const { sessions, sessionsTotal } = row ?? {}
  if (drainedSeconds === undefined && sessions === evidence.sessions && sessionsTotal === evidence.sessionsTotal) return evidence
  return {
    ...evidence,
    ...(sessions !== undefined && { sessions }),
    ...(sessionsTotal !== undefined && { sessionsTotal }),
    ...(drainedSeconds !== undefined && { drainedSeconds: drainedSeconds + (at - seenAt) / 1000 }),
  }
}

/** Checks with the same key share their evidence. A thousand are asked for theirs several times a second. */
export const evidenceKey = rememberingEach(
  (check: StatisticsCheck) => `${check.kind} ${check.proxy} ${check.kind === 'backend' && check.countMaintenance}`,
)

export type Reading = CheckState & { readonly check: StatisticsCheck }

export const isReading = (one: CheckState): one is Reading => isStatisticsCheck(one.check)

export const readingChecks = remembering((waiting: ReadonlySet<CheckState>): readonly Reading[] => [...waiting].filter(isReading))
