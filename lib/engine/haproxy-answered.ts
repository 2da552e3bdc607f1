// What does a look at HAProxy's statistics, or its failure, say of HAProxy itself?
import { watchServing } from '../haproxy/by-hand.ts'
import { unverifiedServers } from '../haproxy/capacity.ts'
import { nobodyAway, watchReturns } from '../haproxy/returns.ts'
import { proxyOf } from '../haproxy/server-key.ts'
import type { Snapshot, SnapshotFault } from '../haproxy/snapshot.ts'
import { after, type Milliseconds } from '../values/time.ts'
import { type HaproxyState, nobody } from './haproxy-state.ts'

/** A new worker has verified nothing, whatever the old one knew, and its servers have served nobody yet. */
export const accept = (haproxy: HaproxyState, snapshot: Snapshot, at: Milliseconds): HaproxyState => {
  const isSame = snapshot.pid === haproxy.pid
  const known = isSame ? haproxy.unverified : new Map<string, Milliseconds>()
  const maintenance = watchReturns(isSame ? haproxy.maintenance : nobodyAway, snapshot)
  const returned = (server: string) => maintenance.returned.has(server)
  const seen = [...snapshot.proxies.keys()].flatMap((proxy) => unverifiedServers(proxy, snapshot, returned))
  const elsewhere = [...known].filter(([server]) => !snapshot.proxies.has(proxyOf(server)))
  const unverified = new Map([...elsewhere, ...seen.map((server) => [server, known.get(server) ?? at] as const)])
  const { processes } = haproxy.counts
  const next = looked(haproxy)
  return {
    ...next,
    reading: false,
    waiting: nobody,
    pid: snapshot.pid,
    answersSince: answersSince(haproxy, snapshot, at),
    version: snapshot.version,
    acceptedAt: at,
    unverified,
    maintenance,
    served: watchServing(isSame ? haproxy.served : new Map(), snapshot),
    counts: { ...next.counts, processes: processes + (snapshot.pid === undefined || isSame ? 0 : 1) },
  }
}

// In a container all have the same number; uptime is in whole seconds, and clocks are set. What answers was there when it was asked, however late that is heard.
const answersSince = ({ pid, askedAt, answersSince: since }: HaproxyState, snapshot: Snapshot, at: Milliseconds): Milliseconds => {
  const { uptimeSeconds } = snapshot
  const beganAt = uptimeSeconds === undefined ? since : after(askedAt, -uptimeSeconds * 1000)
  if (pid === undefined) return beganAt
  return snapshot.pid === pid && beganAt <= after(since, 2000) ? since : at
}

/** The statistics gave something. */
export const looked = (haproxy: HaproxyState): HaproxyState => ({
  ...haproxy,
  fault: undefined,
  counts: { ...haproxy.counts, looks: haproxy.counts.looks + 1 },
})

/** They gave nothing; what is known of servers is not counted again. */
export const failed = (haproxy: HaproxyState, { kind, reason }: SnapshotFault, at: Milliseconds): HaproxyState => ({
  ...haproxy,
  reading: false,
  waiting: nobody,
  known: undefined,
  stoppingSince: kind === 'stopping' ? (haproxy.stoppingSince ?? at) : undefined,
  fault: { reason, since: haproxy.fault?.since ?? at },
  counts: { ...haproxy.counts, looks: haproxy.counts.looks + 1, lookFailures: haproxy.counts.lookFailures + 1 },
})
