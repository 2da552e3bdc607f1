// In one word, where does a service stand?
import type { Service } from '../config/service.ts'
import type { Verdict } from './desired.ts'

/**
 * `announced`: on its best tier; `degraded`: on a lower one; `warm`: announced, with the attributes of slow start; `maintenance`: withdrawn on
 * order; `last-resort`: announced although every tier is missed; `down`: withdrawn, as every tier is missed.
 */
export const stateWords = ['pending', 'announced', 'degraded', 'warm', 'draining', 'maintenance', 'last-resort', 'down'] as const

export type StateWord = (typeof stateWords)[number]

export const stateWord = ({ down }: Pick<Service, 'down'>, verdict: Verdict, warm: boolean): StateWord => {
  if (verdict === 'down') return down === 'withdraw' ? 'down' : 'last-resort'
  if (typeof verdict !== 'number') return verdict
  if (warm) return 'warm'
  return verdict === 0 ? 'announced' : 'degraded'
}
