// What follows from a snapshot of HAProxy's servers, or from its absence?
import { watchAgents, withLastWords } from '../haproxy/agents.ts'
import type { SnapshotResult } from '../haproxy/snapshot.ts'
import type { Milliseconds } from '../values/time.ts'
import { count, type Judged } from './count-results.ts'
import type { News } from './effect.ts'
import { accept, failed } from './haproxy-answered.ts'
import type { Dated } from './haproxy-state.ts'
import { excuses, isVouchedFor, questioned } from './no-statistics.ts'
import { remember } from './outline-cache.ts'
import { readings } from './snapshot-evidence.ts'
import type { State } from './state.ts'
import { toured, wokenByTour } from './toured.ts'
import { heed } from './unlogged-backends.ts'

export const takeStatistics = (state: State, result: SnapshotResult, at: Milliseconds): Judged => {
  if (!result.ok) {
    const haproxy = failed(state.haproxy, result.fault, at)
    const asked = isVouchedFor(result.fault) ? questioned(state, at) : state
    return count(asked, haproxy, excuses(result.fault, haproxy, state.config, at), at)
  }
  const agents = watchAgents(state.haproxy.agents, result.snapshot)
  const snapshot = withLastWords(result.snapshot, agents)
  const heeded = heed(state, snapshot, at)
  const accepted = { ...accept(state.haproxy, snapshot, at), agents, hearing: heeded.hearing, stoppingSince: undefined }
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

const workerNews = (before: number | undefined, pid: number | undefined): News[] =>
  pid === undefined || before === undefined || pid === before ? [] : [{ type: 'worker', pid, previousPid: before }]
