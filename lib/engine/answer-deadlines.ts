// How long is an answer awaited, and what stands for one that never came?
import { failing } from '../health/evidence.ts'
import { seconds } from '../values/span.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Event } from './event.ts'
import type { Asking } from './question.ts'

/** `asking`: what was asked. */
export type Question = { readonly id: number; readonly asking: Asking; readonly until: Milliseconds; readonly withinMs: number }

/** How much later than whoever is asked the watchdog loses its patience. */
const graceMs = 1000
/** HAProxy may be asked twice for one answer, as when it is just being reloaded. */
const looks = 2
/** Files that do not answer at once are not waited for. */
const promptMs = 100
/** Other processes are waited for, and then read of. */
const othersWithinMs = 15_000
/** `ip` is given up before. */
const addressesWithinMs = 15_000

/** Whoever is asked has a deadline of its own, which comes first. */
export const patienceFor = (asking: Asking): number => {
  switch (asking.type) {
    case 'read-statistics':
      return looks * asking.timeoutMs + graceMs
    case 'probe':
      return asking.asks.timeoutMs + graceMs
    case 'find-others':
      return othersWithinMs
    case 'look-for-maintenance':
      return promptMs + graceMs
    case 'change-addresses':
      return addressesWithinMs
  }
}

/** What a slow answer would have said. */
export const excuse = ({ asking, withinMs }: Question, at: Milliseconds): Event => {
  const reason = `no answer within ${seconds(withinMs)}`
  switch (asking.type) {
    case 'read-statistics':
      return { type: 'statistics', at, result: { ok: false, fault: { kind: 'hung', reason: `HAProxy could not be asked: ${reason}` } } }
    case 'probe':
      return { type: 'probed', at, check: asking.check, evidence: failing(reason) }
    case 'find-others':
      return { type: 'others', at, others: { ok: false, reason: `what other processes have is not known: ${reason}` } }
    case 'look-for-maintenance':
      return { type: 'maintenance-looked', at, unanswered: [] }
    case 'change-addresses':
      return {
        type: 'addresses-changed',
        at,
        refused: new Map(asking.vips.map(({ vip }) => [vip, reason])),
        spared: new Map(),
        foreign: [],
      }
  }
}
