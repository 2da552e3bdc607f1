// What do several checks say together?
import { everything, type Measure, nothing } from './evidence.ts'

/**
 * The lowest (`all`) or the highest (`any`) of what the checks have settled on. Undefined while checks that have not settled could still change
 * the outcome, which lies between what they would make of it with nothing and with everything; `same`: whether two outcomes make no difference.
 */
export const combine = (
  settled: readonly (Measure | undefined)[],
  require: 'all' | 'any',
  same: (one: Measure, other: Measure) => boolean = equal,
): Measure | undefined => {
  const known = settled.filter((one) => one !== undefined)
  if (known.length === 0) return undefined
  const outcome = picked(known, require)
  if (known.length === settled.length) return outcome
  return same(outcome, picked([...known, require === 'all' ? nothing : everything], require)) ? outcome : undefined
}

const picked = (measures: readonly Measure[], require: 'all' | 'any'): Measure => {
  const [first, ...others] = measures
  if (first !== undefined && others.length === 0) return first
  const pick = require === 'all' ? Math.min : Math.max
  return { capacity: pick(...measures.map((one) => one.capacity)), servers: pick(...measures.map((one) => one.servers)) }
}

const equal = (one: Measure, other: Measure): boolean => one.capacity === other.capacity && one.servers === other.servers
