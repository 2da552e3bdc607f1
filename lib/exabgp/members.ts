// Which neighbors does a route go to, and are they those of another one?
import { type Addressed, type Audience, type NlriKey, nlriKey } from '../bgp/route.ts'
import type { Settings } from './settings.ts'

/** Who the neighbors are, and what goes to whom. */
export type Division = Pick<Settings, 'neighbors' | 'range'>

/** `all`: whoever lists this process, as no neighbors are configured. */
export type Members = Audience | 'all'

export const membersOf = ({ to }: Pick<Addressed, 'to'>, { neighbors }: Division): Members =>
  to ?? (neighbors.length === 0 ? 'all' : neighbors)

/** Whether the holders of a route are all of them, or more. */
export const covers = (holders: Members, who: Members): boolean =>
  holders === 'all' || (who !== 'all' && who.every((one) => holders.includes(one)))

/** Whether one of them is a holder of a route. */
export const meets = (holders: Members, who: Members): boolean =>
  holders === 'all' || who === 'all' || who.some((one) => holders.includes(one))

export const together = (some: Members, others: Members): Members =>
  some === 'all' || others === 'all' ? 'all' : [...new Set([...some, ...others])]

/** By what they are about, whoever it goes to. */
export const byNlri = <One extends Addressed>(ones: Iterable<One>): ReadonlyMap<NlriKey, readonly One[]> => {
  const found = new Map<NlriKey, One[]>()
  for (const one of ones) {
    const key = nlriKey(one.nlri)
    const known = found.get(key)
    if (known === undefined) found.set(key, [one])
    else known.push(one)
  }
  return found
}
