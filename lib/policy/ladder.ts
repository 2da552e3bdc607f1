// On which tier does a service stand with this much capacity?
import type { Service, Tier } from '../config/service.ts'
import type { Threshold } from '../config/values/measure.ts'
import { combine } from '../health/combine.ts'
import type { Measure } from '../health/evidence.ts'

/** The index of a tier, best first, or below all of them. */
export type Standing = number | 'down'

/** As people count. */
export const standingName = (standing: Standing): string => (standing === 'down' ? 'down' : `tier ${standing + 1}`)

/**
 * The best tier that the measure reaches. A tier at or below the one where the service stands now is kept until the measure is below its
 * `leave`; so a fall through several tiers ends where a slow fall would.
 */
export const standingAt = (tiers: readonly Tier[], measure: Measure, now: Standing | undefined): Standing => {
  const index = tiers.findIndex((tier, index) => reaches(measure, typeof now === 'number' && now <= index ? tier.leave : tier.enter))
  return index === -1 ? 'down' : index
}

/** Whether two measures are the same to every threshold of the ladder, so that it does not matter which of them is the truth. */
export const indistinguishable = (tiers: readonly Tier[], one: Measure, other: Measure): boolean =>
  tiers.every(({ enter, leave }) => [enter, leave].every((threshold) => reaches(one, threshold) === reaches(other, threshold)))

/** What the checks of a service come to; undefined while one that has not settled could still lead to another tier. */
export const outcomeOf = (
  settled: readonly (Measure | undefined)[],
  { tiers, require }: Pick<Service, 'tiers' | 'require'>,
): Measure | undefined => combine(settled, require, (one, other) => indistinguishable(tiers, one, other))

const reaches = (measure: Measure, { measure: form, least }: Threshold): boolean => measure[form] >= least
