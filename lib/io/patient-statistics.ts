// What does HAProxy answer, once a reload or a restart is over?
import { setTimeout as sleep } from 'node:timers/promises'
import type { StatisticsAddress } from '../config/haproxy.ts'
import { statisticsPlace } from '../config/values/stats-address.ts'
import { type Answer, readHttpAnswer, readSocketAnswer } from '../haproxy/answer.ts'
import { type Look, statisticsRequest, type Watch } from '../haproxy/request.ts'
import type { OutlineResult, SnapshotFault, SnapshotResult } from '../haproxy/snapshot.ts'
import { now } from './clock.ts'
import type { Failure } from './failure.ts'
import type { HaproxyProcesses } from './haproxy-processes.ts'
import type { KernelSocketWatch } from './kernel-socket.ts'
import type { Namesakes } from './missing-rows.ts'
import { askSocket } from './statistics-socket.ts'

type Attempt = Answer | Failure

export type Source = {
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

/** Never throws; a fault says how HAProxy failed to answer. */
export const readPatiently = async (source: Source, watch: Watch): Promise<SnapshotResult | OutlineResult> => {
  const place = statisticsPlace(source.stats)
  const givingUpAt = now() + source.timeoutMs
  const seen = { refused: 0, silent: 0, lost: 0, stopping: 0 }
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
      case 'silent':
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
    case 'silent':
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
