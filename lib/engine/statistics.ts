// What does a snapshot of HAProxy, or its absence, say to each check that waited for it?
import type { Config, StatisticsCheck } from '../config/config.ts'
import { backendEvidence, unverifiedServers } from '../haproxy/capacity.ts'
import { frontendEvidence } from '../haproxy/frontend.ts'
import type { Outline, Snapshot, SnapshotFault, SnapshotResult } from '../haproxy/snapshot.ts'
import { type Evidence, failing, unknown } from '../health/evidence.ts'
import type { Effect, News } from './effect.ts'
import type { Milliseconds } from './event.ts'
import { again, evidenceKey, holds, isReading, readStatistics, remember } from './look.ts'
import { hurry } from './push.ts'
import { takeResult } from './result.ts'
import { heed } from './silence.ts'
import type { CheckState, HaproxyState, ServiceState, State } from './state.ts'

export type Judged = { readonly state: State; readonly news: readonly News[] }

export const takeStatistics = (state: State, result: SnapshotResult, config: Config, at: Milliseconds): Judged => {
  if (!result.ok) {
    const haproxy = { ...state.haproxy, reading: false as const, known: undefined }
    return count(state, haproxy, excuses(result.fault, haproxy, config, at), at)
  }
  const { snapshot } = result
  const heeded = heed(state, snapshot, config, at)
  const accepted = { ...accept(state.haproxy, snapshot, at), hearing: heeded.hearing }
  const evidence = new Map<string, Evidence>()
  const { state: counted, news } = count(state, accepted, readings(snapshot, accepted, evidence, config, at), at)
  const servers = [...snapshot.proxies.values()].reduce((sum, table) => sum + table.servers.length, 0)
  const haproxy = remember(accepted, { outline: snapshot.outline, servers }, evidence, { at, warmupMs: config.haproxy.warmupMs })
  return { state: { ...counted, haproxy }, news: [...workerNews(state.haproxy.pid, haproxy.pid), ...heeded.news, ...news] }
}

/** Counts once more what is known, if the outline says that it still holds; or else looks at the servers now. */
export const takeOutline = (state: State, outline: Outline, at: Milliseconds): Judged & { readonly effects: readonly Effect[] } => {
  const { known } = state.haproxy
  if (known === undefined || !holds(known, outline, state.services)) {
    return {
      state: { ...state, haproxy: { ...state.haproxy, known: undefined } },
      news: [],
      effects: [readStatistics(state.services, 'both')],
    }
  }
  const evidenceFor = shared(new Map(), (check) => {
    const { backend, frontend } = outline.proxies.get(check.proxy) ?? {}
    const evidence = known.evidence.get(evidenceKey(check)) ?? unknown(`HAProxy was not asked about ${check.proxy}`)
    return again(evidence, (check.kind === 'backend' ? backend : frontend)?.sessions, at - known.at)
  })
  return { ...count(state, { ...state.haproxy, reading: false, acceptedAt: at }, evidenceFor, at), effects: [] }
}

type EvidenceFor = (check: StatisticsCheck, service: ServiceState) => Evidence

// Every check that waits for the answer takes one result from it.
const count = (state: State, haproxy: HaproxyState, evidenceFor: EvidenceFor, at: Milliseconds): Judged => {
  const news: News[] = []
  const services = state.services.map((service) => {
    if (!service.checks.some(isReading)) return service
    const counted = (one: CheckState): CheckState => {
      if (!isReading(one)) return one
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
  known: Map<string, Evidence>,
  { haproxy }: Config,
  at: Milliseconds,
): EvidenceFor => {
  const overdue = (server: string) => at - (unverified.get(server) ?? at) >= haproxy.warmupMs
  return shared(known, (check) =>
    check.kind === 'frontend'
      ? frontendEvidence(check.proxy, snapshot)
      : backendEvidence(check.proxy, snapshot, { countMaintenance: check.countMaintenance, overdue }),
  )
}

// Services that look at the same proxy share its evidence.
const shared =
  (known: Map<string, Evidence>, evidenceFor: (check: StatisticsCheck) => Evidence): EvidenceFor =>
  (check) => {
    const key = evidenceKey(check)
    const evidence = known.get(key) ?? evidenceFor(check)
    known.set(key, evidence)
    return evidence
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
