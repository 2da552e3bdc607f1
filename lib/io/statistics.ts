// What do HAProxy's statistics say now?
import { setTimeout as sleep } from 'node:timers/promises'
import type { StatisticsAddress } from '../config/haproxy.ts'
import { statisticsPlace } from '../config/values/stats-address.ts'
import { type Answer, readHttpAnswer, readSocketAnswer } from '../haproxy/answer.ts'
import { type Look, statisticsRequest, type Watch } from '../haproxy/request.ts'
import type { Outline, OutlineResult, Snapshot, SnapshotFault, SnapshotResult } from '../haproxy/snapshot.ts'
import { companions } from '../haproxy/verified.ts'
import { now } from './clock.ts'
import { createWeigher } from './configured-weights.ts'
import type { Failure } from './failure.ts'
import { createHaproxyProcesses, type HaproxyProcesses } from './haproxy-processes.ts'
import { createKernelSocketWatch, type KernelSocketWatch } from './kernel-socket.ts'
import { findRows, missingRows, type Namesakes, noNamesakes, withDisabled } from './missing-rows.ts'
import { askSocket } from './statistics-socket.ts'

export type StatisticsReader = {
  /** `timeoutMs`: the deadline over connect and read of each connection. Over HTTP every look is one at the servers. */
  readonly read: (watch: Watch, look: Look, timeoutMs: number) => Promise<SnapshotResult | OutlineResult>
}

type Attempt = Answer | Failure

type Source = {
  readonly stats: StatisticsAddress
  readonly look: Look
  readonly timeoutMs: number
  readonly namesakes: { known: Namesakes | undefined }
  readonly processes: HaproxyProcesses
  readonly kernel: KernelSocketWatch
}

/** A restart leaves a gap; one refusal is not yet a HAProxy that is not running. */
const betweenRefusalsMs = 75

/** A reload leaves a moment in which the old worker still answers. */
const betweenStoppingMs = 20
const mostStopping = 25

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

const readPatiently = async (source: Source, watch: Watch): Promise<SnapshotResult | OutlineResult> => {
  const place = statisticsPlace(source.stats)
  const givingUpAt = now() + source.timeoutMs
  const seen = { refused: 0, lost: 0, stopping: 0 }
  for (;;) {
    const attempt = await ask(source, watch)
    switch (attempt.kind) {
      case 'snapshot':
        return { ok: true, snapshot: attempt.snapshot }
      case 'outline':
        return { ok: true, outline: attempt.outline }
      case 'stopping':
        seen.stopping++
        if (seen.stopping > mostStopping || now() >= givingUpAt) return fault('stopping', `only a stopping HAProxy answers on ${place}`)
        await sleep(betweenStoppingMs)
        break
      case 'refused':
      case 'lost':
        seen[attempt.kind]++
        if (seen[attempt.kind] === 2) return attempt.kind === 'refused' ? refused(attempt, source) : failed(attempt, place)
        await sleep(betweenRefusalsMs)
        break
      case 'unreadable':
        return fault('unreadable', `HAProxy on ${place} sent ${attempt.reason}`)
      default:
        return failed(attempt, place)
    }
  }
}

const ask = async ({ stats, look, timeoutMs }: Source, watch: Watch): Promise<Attempt> => {
  if (stats.kind !== 'http') {
    const answer = await askSocket(stats, statisticsRequest(watch, look), timeoutMs)
    return answer.kind === 'text' ? readSocketAnswer(answer.text, watch, look) : answer
  }
  const { askHttp } = await import('./statistics-http.ts')
  const answer = await askHttp(stats, timeoutMs)
  return answer.kind === 'text' ? readHttpAnswer(answer.text, watch) : answer
}

const refused = (failure: Failure, { stats, processes, kernel }: Source): SnapshotResult => {
  const result = failed(failure, statisticsPlace(stats))
  if (result.ok || stats.kind === 'http') return result
  const [socket, gone] = [kernel.state(), stats.kind !== 'tcp' && processes.allGone()]
  return { ok: false, fault: { ...result.fault, ...(socket !== 'unknown' && { socket }), ...(gone && { gone }) } }
}

const failed = ({ kind, reason }: Failure, place: string): SnapshotResult => {
  switch (kind) {
    case 'refused':
      return fault('refused', `HAProxy is not running: ${reason} on ${place}`)
    case 'hung':
      return fault('hung', `HAProxy does not answer on ${place}: ${reason}`)
    case 'stuck':
      return fault('hung', `HAProxy cannot be asked on ${place}: ${reason}`)
    case 'local':
      return fault('unreadable', reason === 'permission denied' ? `${reason} on ${place}: ${remedy}` : `cannot ask ${place}: ${reason}`)
    case 'lost':
    case 'other':
      return fault('unreadable', `no statistics from ${place}: ${reason}`)
  }
}

const remedy = 'let the group of its "stats socket" line be one that the user of this process is in'

const fault = (kind: SnapshotFault['kind'], reason: string): SnapshotResult => ({ ok: false, fault: { kind, reason } })
