// Which metrics are there? The exposition, the reference and the tests follow from this table.
import type { AnyFamily } from './family.ts'
import { processFamilies, systemFamilies } from './of-process.ts'
import { serviceFamilies } from './of-services.ts'

/** With their whole names, in the order of the exposition. */
export const families: readonly AnyFamily[] = [
  ...[...processFamilies, ...serviceFamilies].map((one) => ({ ...one, name: `exabgp_haproxy_${one.name}` })),
  ...systemFamilies,
]
