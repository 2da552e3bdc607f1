// What do HAProxy's statistics say now?
import type { StatisticsAddress } from '../config/haproxy.ts'
import type { Look, Watch } from '../haproxy/request.ts'
import type { Outline, OutlineResult, Snapshot, SnapshotResult } from '../haproxy/snapshot.ts'
import { companions } from '../haproxy/verified.ts'
import { createWeigher } from './configured-weights.ts'
import { createHaproxyProcesses } from './haproxy-processes.ts'
import { createKernelSocketWatch } from './kernel-socket.ts'
import { findRows, missingRows, type Namesakes, noNamesakes, withDisabled } from './missing-rows.ts'
import { readPatiently, type Source } from './patient-statistics.ts'

export type StatisticsReader = {
  /** `timeoutMs`: the deadline over connect and read of each connection. Over HTTP every look is one at the servers. */
  readonly read: (watch: Watch, look: Look, timeoutMs: number) => Promise<SnapshotResult | OutlineResult>
}

/**
 * Reads whole snapshots, each on connections of its own. A snapshot holds the watched proxies and those whose servers their servers track.
 * Every failure is a fault in the result, and nothing throws. One read at a time, please: HAProxy has ten places for all who ask.
 */
export const createStatisticsReader = (stats: StatisticsAddress): StatisticsReader => {
  const tracked: Tracked = new Map()
  const weigh = createWeigher(stats)
  const namesakes: { known: Namesakes | undefined } = { known: undefined }
  const [processes, kernel] = [createHaproxyProcesses(), createKernelSocketWatch(stats)]
  return {
    read: async (watch, look, timeoutMs) => {
      const source = { stats, look, timeoutMs, namesakes, processes, kernel }
      if (look === 'outline') return readByName(source, watch)
      const result = await readWithCompanions(source, watch, tracked)
      return 'snapshot' in result ? { ok: true, snapshot: await weigh(result.snapshot, timeoutMs) } : result
    },
  }
}

/** By backend, the proxies whose servers its servers were seen to track. */
type Tracked = Map<string, ReadonlySet<string>>

const readWithCompanions = async (source: Source, watch: Watch, tracked: Tracked): Promise<SnapshotResult | OutlineResult> => {
  const backends = withCompanions(watch.backends, tracked)
  const result = await readByName(source, { ...watch, backends })
  if (!('snapshot' in result)) return result
  for (const [proxy, names] of companions(result.snapshot)) tracked.set(proxy, new Set([...(tracked.get(proxy) ?? []), ...names]))
  return withCompanions(watch.backends, tracked).length > backends.length ? readWithCompanions(source, watch, tracked) : result
}

const withCompanions = (backends: readonly string[], tracked: Tracked): readonly string[] => {
  const all = new Set(backends)
  for (const proxy of all) for (const companion of tracked.get(proxy) ?? []) all.add(companion)
  return [...all]
}

// What HAProxy does not have under its name is looked for once among all proxies, as another may have the same name.
const readByName = async (source: Source, watch: Watch): Promise<SnapshotResult | OutlineResult> => {
  const { namesakes, stats, timeoutMs } = source
  const result = await readPatiently(source, { ...watch, ids: namesakes.known?.ids })
  const answer = answerIn(result)
  source.processes.answered(answer?.pid)
  source.kernel.answered(answer?.pid)
  // Whoever answers next may be another process of the same number, as in a container.
  if (!result.ok) namesakes.known = undefined
  if (answer?.pid === undefined || stats.kind === 'http') return result
  const known = namesakes.known?.pid === answer.pid ? namesakes.known : noNamesakes(answer.pid)
  const missing = missingRows(answer, watch).filter((row) => !known.absent.has(row))
  namesakes.known = missing.length === 0 ? known : await findRows(missing, known, stats, timeoutMs)
  const { ids, disabled } = namesakes.known
  return completed(missing.some((row) => ids.has(row)) ? await readPatiently(source, { ...watch, ids }) : result, watch, disabled)
}

const completed = (
  result: SnapshotResult | OutlineResult,
  watch: Watch,
  disabled: Namesakes['disabled'],
): SnapshotResult | OutlineResult => {
  if (!result.ok) return result
  if (!('snapshot' in result)) return { ok: true, outline: withDisabled(result.outline, watch, disabled) }
  const { outline } = result.snapshot
  const snapshot = { ...result.snapshot, ...(outline && { outline: withDisabled(outline, watch, disabled) }) }
  return { ok: true, snapshot: withDisabled(snapshot, watch, disabled) }
}

const answerIn = (result: SnapshotResult | OutlineResult): Snapshot | Outline | undefined =>
  result.ok ? ('snapshot' in result ? result.snapshot : result.outline) : undefined
