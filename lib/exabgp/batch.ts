// Which command comes next?
import { type Addressed, type AddressedKey, addressedKey, attributesKey, nlriKey, type Route } from '../bgp/route.ts'
import type { AwaitedCommand } from './command.ts'
import type { Difference } from './rib.ts'

/**
 * How many NLRI share a command. ExaBGP 4.2 and 5.0 carry out fifty steps a turn (ASYNC.LIMIT): one for each, and one for the answer. One
 * in flight, 4.2.21 acknowledged 2,000 IPv6 routes in 77 ms by 49, in 111 by 50, in 125 by 25; IPv4 ones in 43 by 49, in 263 by 100.
 */
export const batchSize = 49

/** What stood in a command that was refused, and how many of them may share the next one. */
export type Suspects = ReadonlyMap<AddressedKey, number>

/**
 * The next command of a difference, withdrawals first: a dead VIP hurts more than a late one. Suspects share commands with their like only, so
 * that halving them leaves the one that was to blame alone, and nobody else suffers from it.
 */
export const nextCommand = ({ withdraw, announce }: Difference, suspects: Suspects): AwaitedCommand | undefined => {
  const [firstGone, ...othersGone] = withdraw
  if (firstGone !== undefined) return { kind: 'withdraw', routes: together(firstGone, othersGone, destination, suspects) }
  const [first, ...others] = announce
  return first && { kind: 'announce', routes: together(first, others, announcement, suspects) }
}

/** These suspects after a command that they shared was refused once more: half as many may share the next. */
export const halved = (suspects: Suspects, keys: readonly AddressedKey[]): Suspects =>
  new Map([...suspects, ...keys.map((key) => [key, Math.ceil(keys.length / 2)] as const)])

const together = <Item extends Addressed>(
  first: Item,
  others: readonly Item[],
  shared: (item: Item) => string,
  suspects: Suspects,
): readonly [Item, ...Item[]] => {
  const shareOf = (item: Item): number => suspects.get(addressedKey(item)) ?? batchSize
  const [key, share] = [shared(first), shareOf(first)]
  const routes: [Item, ...Item[]] = [first]
  for (const item of others) {
    if (routes.length >= share) break
    if (shareOf(item) === share && shared(item) === key) routes.push(item)
  }
  return routes
}

// A path identifier is part of the NLRI text only in commands for a single route.
const destination = ({ nlri, to = [] }: Addressed): string =>
  [nlri.pathInformation === undefined ? nlri.prefix.family : nlriKey(nlri), ...to].join(' ')

const announcement = (route: Route): string => `${destination(route)} ${attributesKey(route.attributes)}`
