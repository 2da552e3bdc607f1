// What does a snapshot of HAProxy, or its absence, say to each check that waited for it?
import type { Config, StatisticsCheck } from '../config/config.ts'
import { backendEvidence, unverifiedServers } from '../haproxy/capacity.ts'
import { frontendEvidence } from '../haproxy/frontend.ts'
import type { Snapshot, SnapshotFault, SnapshotResult } from '../haproxy/snapshot.ts'
import { type Evidence, failing, unknown } from '../health/evidence.ts'
import type { News } from './effect.ts'
import type { Milliseconds } from './event.ts'
import { hurry } from './push.ts'
import { takeResult } from './result.ts'
import { type HaproxyState, isStatisticsCheck, type ServiceState, type State } from './state.ts'

export type Judged = { readonly state: State; readonly news: readonly News[] }

export const takeStatistics = (state: State, result: SnapshotResult, config: Config, at: Milliseconds): Judged => {
  const haproxy: HaproxyState = result.ok ? accept(state.haproxy, result.snapshot, at) : { ...state.haproxy, reading: false }
  const evidenceFor = result.ok ? readings(result.snapshot, haproxy, config, at) : excuses(result.fault, haproxy, config, at)
  const news: News[] = workerNews(state.haproxy.pid, haproxy.pid)
  const services = state.services.map((service) => {
    if (!service.checks.some(isReading)) return service
    const taken = service.checks.map((one) =>
      isReading(one) && isStatisticsCheck(one.check)
        ? takeResult(one, evidenceFor(one.check, service), service.service, at)
        : { check: one, news: [] },
    )
    news.push(...taken.flatMap((one) => one.news))
    return { ...service, checks: taken.map(({ check }) => hurry(check, haproxy.ring, at)) }
  })
  return { state: { ...state, haproxy, services }, news }
}

type EvidenceFor = (check: StatisticsCheck, service: ServiceState) => Evidence

const isReading = ({ check, running }: ServiceState['checks'][number]): boolean => running && isStatisticsCheck(check)

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

// Services that look at the same proxy share its evidence.
const readings = (snapshot: Snapshot, { unverified }: HaproxyState, { haproxy }: Config, at: Milliseconds): EvidenceFor => {
  const overdue = (server: string) => at - (unverified.get(server) ?? at) >= haproxy.warmupMs
  const known = new Map<string, Evidence>()
  return (check) => {
    const key = `${check.kind} ${check.proxy} ${check.kind === 'backend' && check.countMaintenance}`
    const evidence =
      known.get(key) ??
      (check.kind === 'frontend'
        ? frontendEvidence(check.proxy, snapshot)
        : backendEvidence(check.proxy, snapshot, { countMaintenance: check.countMaintenance, overdue }))
    known.set(key, evidence)
    return evidence
  }
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
