// Who answers what `step` asks of the world, and what if that fails?
import { nameByKey } from '../config/check-names.ts'
import type { Effect } from '../engine/effect.ts'
import type { Asking } from '../engine/question.ts'
import { unknown } from '../health/evidence.ts'
import type { Mistakes } from './mistakes.ts'
import type { Happening, Performers } from './performers.ts'

/** The event that answers a question. What throws rejects. */
export const answer = async (asking: Asking, performers: Performers): Promise<Happening> => {
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

/** What stands for an answer that a mistake has cost; where nothing can, the watchdog gives the question up. */
export const mistaken = (asking: Asking, error: unknown, mistake: Mistakes): Happening | undefined => {
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
