// How closely is HAProxy looked at next, and what if the outline is all that was looked at?
import type { Config } from '../config/config.ts'
import type { StatisticsCheck } from '../config/schema/checks/kinds.ts'
import { isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import { sameOutline } from '../haproxy/outline.ts'
import type { Look } from '../haproxy/request.ts'
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
export const readStatistics = ({ haproxy: { stats } }: Config, checks: readonly StatisticsCheck[], look: Look): Effect => {
  const [backends, frontends] = [new Set<string>(), new Set<string>()]
  let timeoutMs = 0
  for (const one of checks) {
    const proxies = one.kind === 'backend' ? backends : frontends
    proxies.add(one.proxy)
    if (one.timeoutMs > timeoutMs) timeoutMs = one.timeoutMs
  }
  return { type: 'read-statistics', stats, watch: { backends: [...backends], frontends: [...frontends] }, look, timeoutMs }
}

/**
 * The outline alone is enough where everything is known that checks wait for, and the first thing to look at after a hint: whatever changes how
 * a proxy serves shows in it.
 */
export const lookFor = ({ large, known }: HaproxyState, waiting: ReadonlySet<CheckState>): Look => {
  if (!large) return 'servers'
  return known !== undefined && readingChecks(waiting).every(({ check }) => known.evidence.has(evidenceKey(check))) ? 'outline' : 'both'
}

/** What all checks that wait for HAProxy's statistics ask for. */
export const readAwaited = (config: Config, waiting: ReadonlySet<CheckState>, look: Look): Effect =>
  readStatistics(
    config,
    readingChecks(waiting).map(({ check }) => check),
    look,
  )

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
  const warming = new Set([...unverified].filter(([, since]) => at - since < warmupMs).map(([server]) => proxyOf(server)))
  const changed = readingChecks(waiting).filter(
    (one) => !sameOutline(known.outline, now, one.check.proxy) || warming.has(one.check.proxy) || (reading !== 'hinted' && !isSettled(one)),
  )
  return new Set(changed.map(({ check }) => check.proxy))
}

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
