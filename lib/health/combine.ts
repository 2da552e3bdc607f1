// What do several checks say together?
import { everything, type Measure, nothing } from './evidence.ts'

/**
 * The lowest (`all`) or the highest (`any`) of what the checks have settled on. Undefined while a check that has not settled yet could still
 * change the outcome: nothing can raise `all` above a check at 0, nothing can lower `any` below a check at 1.
 */
export const combine = (settled: readonly (Measure | undefined)[], require: 'all' | 'any'): Measure | undefined => {
  const pick = require === 'all' ? Math.min : Math.max
  const decisive = require === 'all' ? nothing : everything
  const known = settled.filter((one) => one !== undefined)
  if (known.some((one) => one.capacity === decisive.capacity && one.servers === decisive.servers)) return decisive
  if (known.length < settled.length || known.length === 0) return undefined
  return { capacity: pick(...known.map((one) => one.capacity)), servers: pick(...known.map((one) => one.servers)) }
}
