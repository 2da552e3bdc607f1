// Which edge does what `step` wants, and what does it answer?

import { nameByKey } from '../config/check-names.ts'
import type { StatisticsAddress } from '../config/haproxy.ts'
import type { ProbeCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import type { Effect, News } from '../engine/effect.ts'
import type { Event } from '../engine/event.ts'
import type { AddressChange } from '../engine/loopback-state.ts'
import type { Asking, MaintenanceFiles } from '../engine/question.ts'
import type { Look, Watch } from '../haproxy/request.ts'
import type { OutlineResult, SnapshotResult } from '../haproxy/snapshot.ts'
import { type Evidence, unknown } from '../health/evidence.ts'
import { type LogLine, logLine } from '../log/line.ts'
import type { PutVip } from '../policy/managed-vips.ts'
import type { KeptOrders } from '../policy/orders.ts'
import type { Memory } from './memory.ts'
import type { Mistakes } from './mistakes.ts'

/** What carries effects out. What rejects or throws is a mistake of this program: it costs what it was asked for, and nothing else. */
export type Performers = {
  readonly write: (line: string) => void
  readonly readStatistics: (
    stats: StatisticsAddress,
    watch: Watch,
    look: Look,
    timeoutMs: number,
  ) => Promise<SnapshotResult | OutlineResult>
  readonly probe: (check: ProbeCheck, service: Service) => Promise<Evidence>
  /** Resolves to the services whose maintenance file has not answered since the time before; what is found is dispatched by itself. */
  readonly lookForMaintenance: (files: MaintenanceFiles, anew: ReadonlySet<string>) => Promise<readonly string[]>
  /** Puts VIPs on this machine, or takes them away; what it has then is dispatched before. */
  readonly changeAddresses: (change: AddressChange) => Promise<Extract<Happening, { readonly type: 'addresses-changed' }>>
  /** Writes down which VIPs on this machine are ours. */
  readonly keepAddresses: (ours: readonly PutVip[]) => void
  /** Follow the events of the process of HAProxy that answers now. */
  readonly followRing: () => void
  readonly log: (line: LogLine) => void
  /** Keeps what has happened, and how the log says it, for those who ask for it. */
  readonly note: (news: News, line: LogLine) => void
  readonly memory: Memory
  /** Writes down the orders that a successor has to know. */
  readonly keepOrders: (kept: readonly KeptOrders[]) => void
  readonly exit: (withinMs: number) => void
  readonly mistake: Mistakes
}

/** An event before it has a time. */
export type Happening = Event extends infer One ? (One extends Event ? Omit<One, 'at'> : never) : never

/** Carries out an effect; the answer to a question is dispatched when it comes. */
export const perform = (effect: Effect, performers: Performers, dispatch: (happening: Happening) => void): void => {
  switch (effect.type) {
    case 'write':
      performers.write(effect.line)
      break
    case 'follow-ring':
      performers.followRing()
      break
    case 'tell':
      tell(effect.news, performers)
      break
    case 'remember':
      performers.memory.remember(effect.former)
      break
    case 'keep-orders':
      performers.keepOrders(effect.kept)
      break
    case 'keep-addresses':
      performers.keepAddresses(effect.ours)
      break
    case 'exit':
      performers.exit(effect.withinMs)
      break
    case 'read-statistics':
    case 'probe':
    case 'find-others':
    case 'look-for-maintenance':
    case 'change-addresses':
      answer(effect, performers)
        .catch((error: unknown) => mistaken(effect, error, performers.mistake))
        .then((happening) => happening && dispatch(numbered(effect, happening)))
      break
    default:
      effect satisfies never
  }
}

const tell = (news: News, { note, log }: Performers): void => {
  const line = logLine(news)
  note(news, line)
  log(line)
}

const numbered = ({ question }: Asking, happening: Happening): Happening =>
  question === undefined ? happening : { ...happening, question }

const answer = async (asking: Asking, performers: Performers): Promise<Happening> => {
  switch (asking.type) {
    case 'read-statistics':
    case 'probe':
      return evidence(asking, performers)
    case 'find-others':
      return { type: 'others', others: await performers.memory.findOthers() }
    case 'look-for-maintenance':
      return { type: 'maintenance-looked', unanswered: await performers.lookForMaintenance(asking.files, asking.anew) }
    case 'change-addresses':
      return performers.changeAddresses(asking)
  }
}

type Check = Extract<Asking, { readonly type: 'read-statistics' | 'probe' }>

export const isCheck = (effect: Effect): effect is Check => effect.type === 'read-statistics' || effect.type === 'probe'

/** What HAProxy or a probe answers. What throws rejects. */
export const evidence = async (
  asking: Check,
  { readStatistics, probe }: Pick<Performers, 'readStatistics' | 'probe'>,
): Promise<Happening> => {
  if (asking.type === 'probe') return { type: 'probed', check: asking.check, evidence: await probe(asking.asks, asking.service) }
  const result = await readStatistics(asking.stats, asking.watch, asking.look, asking.timeoutMs)
  return 'outline' in result ? { type: 'outline', outline: result.outline } : { type: 'statistics', result }
}

// What stands for an answer that a mistake has cost; where nothing can, the watchdog gives the question up.
const mistaken = (asking: Asking, error: unknown, mistake: Mistakes): Happening | undefined => {
  const reason = 'an internal error, see the log'
  switch (asking.type) {
    case 'read-statistics':
      mistake('HAProxy was not asked', error)
      return { type: 'statistics', result: { ok: false, fault: { kind: 'unreadable', reason } } }
    case 'probe':
      mistake(`${asking.service.name}: ${nameByKey(asking.service.checks, asking.check.key)} has no result`, error)
      return { type: 'probed', check: asking.check, evidence: unknown(reason) }
    case 'find-others':
      mistake('VIPs of an earlier run stay as they are', error)
      return { type: 'others', others: { ok: false, reason } }
    case 'look-for-maintenance':
      mistake('maintenance files were not looked at', error)
      return undefined
    case 'change-addresses':
      mistake('the VIPs on this machine stay as they are', error)
      return undefined
  }
}
