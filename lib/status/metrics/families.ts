// Which metrics are there? The exposition, the reference and the tests follow from this table.
import type { AnyFamily } from './family.ts'
import { processFamilies, systemFamilies } from './of-process.ts'
import { serviceFamilies } from './of-services.ts'

/** Those that only this program has, with their whole names. */
export const ownFamilies: readonly AnyFamily[] = [...processFamilies, ...serviceFamilies].map((one) => ({
  ...one,
  name: `exabgp_haproxy_${one.name}`,
}))

/** In the order of the exposition. */
export const families: readonly AnyFamily[] = [...ownFamilies, ...systemFamilies]
