// To whom does a service say what it keeps, once neighbors are divided otherwise?
import type { Route } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import { byNlri, covers, meets, membersOf } from '../exabgp/members.ts'
import { rangeOf } from '../policy/desired.ts'

type Neighbors = readonly string[]

/**
 * The same routes by the audiences of the service: what all of an audience had, else what a part of it had. So whoever has it hears nothing of it, and who
 * is in no audience any more has it no longer. `before` and `next`: the neighbors of the configuration. What the service announces by no path identifier
 * any more stays as it was.
 */
export const addressedAnew = (routes: readonly Route[], service: Service, before: Neighbors, next: Neighbors): readonly Route[] => {
  const held = byNlri(routes)
  const range = byNlri(rangeOf(service))
  const kept = [...range].flatMap(([key, parts]) => {
    const holders = (held.get(key) ?? []).map((route) => ({ route, who: membersOf(route, before) }))
    return parts.flatMap((part) => {
      const who = membersOf(part, next)
      const holder = holders.find((one) => covers(one.who, who)) ?? holders.find((one) => meets(one.who, who))
      return holder === undefined ? [] : [{ ...part, attributes: holder.route.attributes }]
    })
  })
  return [...kept, ...[...held].flatMap(([key, others]) => (range.has(key) ? [] : others))]
}
