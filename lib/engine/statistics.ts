// What does a snapshot of HAProxy, or its absence, say to each check that waited for it?
import type { Config } from '../config/config.ts'
import { checkKinds, type StatisticsCheck } from '../config/schema/checks/kinds.ts'
import { backendEvidence, unverifiedServers } from '../haproxy/capacity.ts'
import { frontendEvidence } from '../haproxy/frontend.ts'
import { nobodyAway, watchReturns } from '../haproxy/returns.ts'
import type { Outline, Snapshot, SnapshotFault, SnapshotResult } from '../haproxy/snapshot.ts'
import { proxyOf } from '../haproxy/verified.ts'
import { type Evidence, failing, unknown } from '../health/evidence.ts'
import { changed } from '../values/changed.ts'
import { seconds } from '../values/span.ts'
import { earliest, type Milliseconds } from '../values/time.ts'
import type { Effect, News } from './effect.ts'
import { again, changedIn, evidenceKey, isReading, type Reading, readAwaited, remember, without } from './outline-cache.ts'
import { hurry } from './push.ts'
import { takeResult } from './result.ts'
import type { CheckState, Dated, HaproxyState, ServiceState, State } from './state.ts'
import { hurriedRound } from './tour.ts'
import { toured, wokenByTour } from './toured.ts'
import { heed } from './unlogged-backends.ts'

type Judged = { readonly state: State; readonly news: readonly News[] }

export const takeStatistics = (state: State, result: SnapshotResult, at: Milliseconds): Judged => {
  if (!result.ok) {
    const haproxy = failed(state.haproxy, result.fault, at)
    const asked = result.fault.kind === 'refused' ? questioned(state, at) : state
    return count(asked, haproxy, excuses(result.fault, haproxy, state.config, at), at)
  }
  const { snapshot } = result
  const heeded = heed(state, snapshot, at)
  const accepted = { ...accept(state.haproxy, snapshot, at), hearing: heeded.hearing, stoppingSince: undefined }
  const evidence = new Map<string, Dated>()
  const evidenceFor = readings(snapshot, accepted, evidence, state.config, at)
  const { state: counted, news } =
    state.haproxy.reading === 'tour'
      ? { state: { ...state, services: wokenByTour(state, evidenceFor, at) }, news: [] }
      : count(state, accepted, evidenceFor, at)
  const servers = [...snapshot.proxies.values()].reduce((sum, table) => sum + table.servers.length, 0)
  const remembered = remember(accepted, { outline: snapshot.outline, servers, evidence }, at)
  const haproxy = state.haproxy.reading === 'tour' ? toured(remembered, at) : remembered
  return { state: { ...counted, haproxy }, news: [...workerNews(state.haproxy.pid, haproxy.pid), ...heeded.news, ...news] }
}

/**
 * Counts once more what is known of the proxies that are the same in the outline, and looks at the servers of the others now; if the outline
 * does not show what a hint was about, at all servers, one part after another.
 */
export const takeOutline = (state: State, outline: Outline, at: Milliseconds): Judged & { readonly effects: readonly Effect[] } => {
  const { known, reading, askedAt } = state.haproxy
  const changed = changedIn(outline, state, at)
  if (known === undefined || changed === undefined) {
    const haproxy = { ...looked(state.haproxy), known: undefined }
    return { state: { ...state, haproxy }, news: [], effects: [readAwaited(state.config, state.services, 'both')] }
  }
  const evidenceFor = shared(new Map(), (check) => {
    const { backend, frontend } = outline.proxies.get(check.proxy) ?? {}
    const dated = known.evidence.get(evidenceKey(check))
    if (dated === undefined) return { proxy: check.proxy, servers: 0, evidence: unknown(`HAProxy was not asked about ${check.proxy}`), at }
    return { ...dated, evidence: again(dated, check.kind === 'backend' ? backend : frontend, at) }
  })
  const confirms = ({ check }: Reading): boolean => !changed.has(check.proxy)
  if (changed.size === 0) {
    const explained = reading === 'hinted' ? hurriedRound(known, askedAt) : known
    return {
      ...count(
        state,
        { ...looked(state.haproxy), reading: false, acceptedAt: at, stoppingSince: undefined, known: explained },
        evidenceFor,
        at,
        confirms,
      ),
      effects: [],
    }
  }
  const counted = count(state, { ...looked(state.haproxy), known: without(known, changed) }, evidenceFor, at, confirms)
  return { ...counted, effects: [readAwaited(state.config, counted.state.services, 'both')] }
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
  const services = changed(state.services, (service) => {
    if (!service.checks.some(takes)) return service
    const counted = (one: CheckState): CheckState => {
      if (!takes(one)) return one
      const taken = takeResult(one, evidenceFor(one.check, service), service.service, at, haproxy.answersOf)
      news.push(...taken.news)
      return taken.check
    }
    return { ...service, checks: service.checks.map((one) => hurry(counted(one), haproxy.ring, at)) }
  })
  return { state: { ...state, haproxy, services }, news }
}

const failed = (haproxy: HaproxyState, { kind, reason }: SnapshotFault, at: Milliseconds): HaproxyState => ({
  ...haproxy,
  reading: false,
  known: undefined,
  stoppingSince: kind === 'stopping' ? (haproxy.stoppingSince ?? at) : undefined,
  fault: { reason, since: haproxy.fault?.since ?? at },
  counts: { ...haproxy.counts, looks: haproxy.counts.looks + 1, lookFailures: haproxy.counts.lookFailures + 1 },
})

const looked = (haproxy: HaproxyState): HaproxyState => ({
  ...haproxy,
  fault: undefined,
  counts: { ...haproxy.counts, looks: haproxy.counts.looks + 1 },
})

// A new worker has verified nothing, whatever the old one knew.
const accept = (haproxy: HaproxyState, snapshot: Snapshot, at: Milliseconds): HaproxyState => {
  const known = snapshot.pid === haproxy.pid ? haproxy.unverified : new Map<string, Milliseconds>()
  const maintenance = watchReturns(snapshot.pid === haproxy.pid ? haproxy.maintenance : nobodyAway, snapshot)
  const returned = (server: string) => maintenance.returned.has(server)
  const seen = [...snapshot.proxies.keys()].flatMap((proxy) => unverifiedServers(proxy, snapshot, returned))
  const elsewhere = [...known].filter(([server]) => !snapshot.proxies.has(proxyOf(server)))
  const unverified = new Map([...elsewhere, ...seen.map((server) => [server, known.get(server) ?? at] as const)])
  const { processes } = haproxy.counts
  const next = looked(haproxy)
  return {
    ...next,
    reading: false,
    pid: snapshot.pid,
    version: snapshot.version,
    acceptedAt: at,
    unverified,
    maintenance,
    counts: { ...next.counts, processes: processes + (snapshot.pid === undefined || snapshot.pid === haproxy.pid ? 0 : 1) },
  }
}

const workerNews = (before: number | undefined, pid: number | undefined): News[] =>
  pid === undefined || before === undefined || pid === before ? [] : [{ type: 'worker', pid, previousPid: before }]

const readings = (
  snapshot: Snapshot,
  { unverified, maintenance }: HaproxyState,
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
        : backendEvidence(proxy, snapshot, { countMaintenance: check.countMaintenance, overdue, returned }),
    at,
  }))
}

// Services that look at the same proxy share its evidence.
const shared =
  (known: Map<string, Dated>, datedOf: (check: StatisticsCheck) => Dated): EvidenceFor =>
  (check) => {
    const key = evidenceKey(check)
    const dated = known.get(key) ?? datedOf(check)
    known.set(key, dated)
    return dated.evidence
  }

const excuses =
  (fault: SnapshotFault, { acceptedAt, ring, stoppingSince }: HaproxyState, { haproxy }: Config, at: Milliseconds): EvidenceFor =>
  (_, { checks }) => {
    switch (fault.kind) {
      case 'refused': {
        const witness = witnessOf(fault, checks, ring, haproxy)
        return witness === undefined || fault.gone
          ? failing(fault.reason)
          : unknown(`${fault.reason}, or serves without that socket, as ${witness}`)
      }
      case 'unreadable':
        return unknown(fault.reason)
      case 'hung':
        return at - acceptedAt >= haproxy.staleMs && !checks.some(isPassingWitness)
          ? failing(`${fault.reason}, for more than ${seconds(haproxy.staleMs)}`)
          : unknown(fault.reason)
      case 'stopping':
        return stoppingSince === undefined || at - stoppingSince < handoverMs ? unknown(fault.reason) : leaving((at - stoppingSince) / 1000)
    }
  }

const witnessOf = (
  { socket, gone }: SnapshotFault,
  checks: readonly CheckState[],
  ring: HaproxyState['ring'],
  haproxy: Config['haproxy'],
): string | undefined => {
  if (gone) return undefined
  const passing = checks.map(passingWitness).find((one) => one !== undefined)
  if (passing !== undefined) return `${passing} passes`
  if (socket !== 'closed' && isLocalRing(ring, haproxy)) return 'its events are followed'
  return socket === 'listens' ? 'it listens all the same' : undefined
}

// A reload is over by then; one question alone takes half of it. What stops is drained as if by hand.
const handoverMs = 500

const leaving = (drainedSeconds: number): Evidence => ({
  ...failing('HAProxy is stopping and no other process takes over'),
  drainedSeconds,
})

// If it goes through HAProxy, as it should, it proves that HAProxy serves, even while its statistics do not answer.
const passingWitness = ({ check, latest }: CheckState): string | undefined =>
  latest?.kind === 'measured' && latest.measure.capacity > 0 ? checkKinds[check.kind].witness : undefined

const isPassingWitness = (one: CheckState): boolean => passingWitness(one) !== undefined

// A connection ends with the process, which may wait for that when it has been told to stop; and over TCP it may seem to last when the whole
// machine is gone.
const isLocalRing = ({ live }: HaproxyState['ring'], { stats }: Config['haproxy']): boolean =>
  live && (stats.kind === 'unix' || stats.kind === 'abstract')

// What vouches for a HAProxy that cannot be asked is asked now: it may know more than when it passed.
const questioned = (state: State, at: Milliseconds): State => ({
  ...state,
  services: state.services.map((service) =>
    service.checks.some(isReading)
      ? { ...service, checks: service.checks.map((one) => (isPassingWitness(one) ? { ...one, dueAt: earliest(one.dueAt, at) } : one)) }
      : service,
  ),
})
