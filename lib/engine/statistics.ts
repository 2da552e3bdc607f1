// What does a snapshot of HAProxy, or its absence, say to each check that waited for it?
import type { Config, StatisticsCheck } from '../config/config.ts'
import { backendEvidence, unverifiedServers } from '../haproxy/capacity.ts'
import { frontendEvidence } from '../haproxy/frontend.ts'
import type { Outline, Snapshot, SnapshotFault, SnapshotResult } from '../haproxy/snapshot.ts'
import { type Evidence, failing, unknown } from '../health/evidence.ts'
import type { Effect, News } from './effect.ts'
import type { Milliseconds } from './event.ts'
import { again, changedIn, evidenceKey, isReading, type Reading, readStatistics, remember, without } from './look.ts'
import { hurry } from './push.ts'
import { takeResult } from './result.ts'
import { heed } from './silence.ts'
import type { CheckState, Dated, HaproxyState, ServiceState, State } from './state.ts'

export type Judged = { readonly state: State; readonly news: readonly News[] }

export const takeStatistics = (state: State, result: SnapshotResult, config: Config, at: Milliseconds): Judged => {
  if (!result.ok) {
    const haproxy = { ...state.haproxy, reading: false as const, known: undefined }
    return count(state, haproxy, excuses(result.fault, haproxy, config, at), at)
  }
  const { snapshot } = result
  const { known } = state.haproxy
  const heeded = known === undefined ? heed(state, snapshot, config, at) : { hearing: state.haproxy.hearing, news: [] }
  const accepted = { ...accept(state.haproxy, snapshot, at), hearing: heeded.hearing }
  const evidence = new Map<string, Dated>()
  const { state: counted, news } = count(state, accepted, readings(snapshot, accepted, evidence, config, at), at)
  const servers = [...snapshot.proxies.values()].reduce((sum, table) => sum + table.servers.length, 0)
  const haproxy = remember(accepted, { outline: snapshot.outline, servers }, evidence, { at, warmupMs: config.haproxy.warmupMs })
  return { state: { ...counted, haproxy }, news: [...workerNews(state.haproxy.pid, haproxy.pid), ...heeded.news, ...news] }
}

/**
 * Counts once more what is known of the proxies that are the same in the outline, and looks at the servers of the others now; at all servers
 * if the outline does not show what a hint was about.
 */
export const takeOutline = (state: State, outline: Outline, at: Milliseconds): Judged & { readonly effects: readonly Effect[] } => {
  const { known } = state.haproxy
  const changed = changedIn(outline, state)
  if (known === undefined || changed === undefined) {
    const haproxy = { ...state.haproxy, known: undefined }
    return { state: { ...state, haproxy }, news: [], effects: [readStatistics(state.services, 'both')] }
  }
  const evidenceFor = shared(new Map(), at, (check) => {
    const { backend, frontend } = outline.proxies.get(check.proxy) ?? {}
    const evidence = known.evidence.get(evidenceKey(check))
    if (evidence === undefined) return unknown(`HAProxy was not asked about ${check.proxy}`)
    return again(evidence, (check.kind === 'backend' ? backend : frontend)?.sessions, at)
  })
  const confirms = ({ check }: Reading): boolean => !changed.has(check.proxy)
  if (changed.size === 0)
    return { ...count(state, { ...state.haproxy, reading: false, acceptedAt: at }, evidenceFor, at, confirms), effects: [] }
  const counted = count(state, { ...state.haproxy, known: without(known, changed) }, evidenceFor, at, confirms)
  return { ...counted, effects: [readStatistics(counted.state.services, 'both')] }
}

type EvidenceFor = (check: StatisticsCheck, service: ServiceState) => Evidence

// Every check that waits for the answer, and that it speaks to, takes one result from it.
const count = (
  state: State,
  haproxy: HaproxyState,
  evidenceFor: EvidenceFor,
  at: Milliseconds,
  concerns: (check: Reading) => boolean = () => true,
): Judged => {
  const news: News[] = []
  const takes = (one: CheckState): one is Reading => isReading(one) && concerns(one)
  const services = state.services.map((service) => {
    if (!service.checks.some(takes)) return service
    const counted = (one: CheckState): CheckState => {
      if (!takes(one)) return one
      const taken = takeResult(one, evidenceFor(one.check, service), service.service, at)
      news.push(...taken.news)
      return taken.check
    }
    return { ...service, checks: service.checks.map((one) => hurry(counted(one), haproxy.ring, at)) }
  })
  return { state: { ...state, haproxy, services }, news }
}

// A new worker has verified nothing, whatever the old one knew.
const accept = (haproxy: HaproxyState, snapshot: Snapshot, at: Milliseconds): HaproxyState => {
  const known = snapshot.pid === haproxy.pid ? haproxy.unverified : new Map<string, Milliseconds>()
  const seen = [...snapshot.proxies.keys()].flatMap((proxy) => unverifiedServers(proxy, snapshot))
  const elsewhere = [...known].filter(([server]) => !snapshot.proxies.has(server.slice(0, server.indexOf('/'))))
  const unverified = new Map([...elsewhere, ...seen.map((server) => [server, known.get(server) ?? at] as const)])
  return { ...haproxy, reading: false, pid: snapshot.pid, acceptedAt: at, unverified }
}

const workerNews = (before: number | undefined, pid: number | undefined): News[] =>
  pid === undefined || before === undefined || pid === before ? [] : [{ type: 'worker', pid, previousPid: before }]

const readings = (
  snapshot: Snapshot,
  { unverified }: HaproxyState,
  known: Map<string, Dated>,
  { haproxy }: Config,
  at: Milliseconds,
): EvidenceFor => {
  const overdue = (server: string) => at - (unverified.get(server) ?? at) >= haproxy.warmupMs
  return shared(known, at, (check) =>
    check.kind === 'frontend'
      ? frontendEvidence(check.proxy, snapshot)
      : backendEvidence(check.proxy, snapshot, { countMaintenance: check.countMaintenance, overdue }),
  )
}

// Services that look at the same proxy share its evidence.
const shared =
  (known: Map<string, Dated>, at: Milliseconds, evidenceFor: (check: StatisticsCheck) => Evidence): EvidenceFor =>
  (check) => {
    const key = evidenceKey(check)
    const dated = known.get(key) ?? { proxy: check.proxy, evidence: evidenceFor(check), at }
    known.set(key, dated)
    return dated.evidence
  }

const excuses =
  (fault: SnapshotFault, { acceptedAt }: HaproxyState, { haproxy }: Config, at: Milliseconds): EvidenceFor =>
  (_, service) => {
    switch (fault.kind) {
      case 'refused':
        return failing(fault.reason)
      case 'unreadable':
        return unknown(fault.reason)
      case 'hung':
        return at - acceptedAt >= haproxy.staleMs && !isVouchedFor(service)
          ? failing(`${fault.reason}, for more than ${haproxy.staleMs / 1000} s`)
          : unknown(fault.reason)
    }
  }

// A passing http check proves that HAProxy serves, even while its statistics do not answer.
const isVouchedFor = ({ checks }: ServiceState): boolean =>
  checks.some(({ check, latest }) => check.kind === 'http' && latest?.kind === 'measured' && latest.measure.capacity > 0)
