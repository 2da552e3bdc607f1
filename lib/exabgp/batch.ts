// Which command comes next?
import { type Nlri, type NlriKey, nlriKey, type Route } from '../bgp/route.ts'
import type { AwaitedCommand } from './command.ts'
import { attributesKey, type Difference } from './rib.ts'

/** How many NLRI share a command. ExaBGP 4.2 took 2,000 routes in 0.18 s by 50, in 0.53 s by 500, in 1.04 s one by one. */
export const batchSize = 50

/**
 * The next command of a difference, withdrawals first: a dead VIP hurts more than a late one. NLRI whose keys are in `alone` get a command
 * of their own, because a command that they shared was refused.
 */
export const nextCommand = ({ withdraw, announce }: Difference, alone: ReadonlySet<NlriKey>): AwaitedCommand | undefined => {
  const [firstNlri, ...otherNlris] = withdraw
  if (firstNlri !== undefined) return { kind: 'withdraw', nlris: together(firstNlri, otherNlris, (nlri) => nlri, familyOf, alone) }
  const [firstRoute, ...otherRoutes] = announce
  if (firstRoute === undefined) return undefined
  return { kind: 'announce', routes: together(firstRoute, otherRoutes, ({ nlri }) => nlri, sharedBy, alone) }
}

const together = <Item>(
  first: Item,
  others: readonly Item[],
  nlri: (item: Item) => Nlri,
  shared: (item: Item) => string,
  alone: ReadonlySet<NlriKey>,
): readonly [Item, ...Item[]] => {
  const lonely = (item: Item) => alone.has(nlriKey(nlri(item)))
  if (lonely(first)) return [first]
  const key = shared(first)
  return [first, ...others.filter((item) => !lonely(item) && shared(item) === key).slice(0, batchSize - 1)]
}

// A path identifier is part of the NLRI text only in commands for a single route.
const familyOf = (nlri: Nlri): string => (nlri.pathInformation === undefined ? nlri.prefix.family : nlriKey(nlri))

const sharedBy = ({ nlri, attributes }: Route): string => `${familyOf(nlri)} ${attributesKey(attributes)}`
