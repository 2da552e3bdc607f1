// What does a snapshot of HAProxy say to a check?
import type { Config } from '../config/config.ts'
import type { StatisticsCheck } from '../config/schema/checks/kinds.ts'
import { backendEvidence } from '../haproxy/capacity.ts'
import { frontendEvidence } from '../haproxy/frontend.ts'
import type { Snapshot } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Dated, HaproxyState } from './haproxy-state.ts'
import { evidenceKey } from './outline-cache.ts'
import type { ServiceState } from './service-state.ts'

export type EvidenceFor = (check: StatisticsCheck, service: ServiceState) => Evidence

/** `known` takes what is read. */
export const readings = (
  snapshot: Snapshot,
  { unverified, maintenance, served }: HaproxyState,
  known: Map<string, Dated>,
  { haproxy }: Config,
  at: Milliseconds,
): EvidenceFor => {
  const overdue = (server: string) => at - (unverified.get(server) ?? at) >= haproxy.warmupMs
  const returned = (server: string) => maintenance.returned.has(server)
  return shared(known, ({ proxy, ...check }) => ({
    proxy,
    servers: check.kind === 'frontend' ? 0 : (snapshot.proxies.get(proxy)?.servers.length ?? 0),
    evidence:
      check.kind === 'frontend'
        ? frontendEvidence(proxy, snapshot)
        : backendEvidence(proxy, snapshot, { countMaintenance: check.countMaintenance, overdue, returned, served: served.get(proxy) }),
    at,
  }))
}

/** Services that look at the same proxy share its evidence. */
export const shared =
  (known: Map<string, Dated>, datedOf: (check: StatisticsCheck) => Dated): EvidenceFor =>
  (check) => {
    const key = evidenceKey(check)
    const dated = known.get(key) ?? datedOf(check)
    known.set(key, dated)
    return dated.evidence
  }
