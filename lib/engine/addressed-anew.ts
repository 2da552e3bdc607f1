// To whom does a service say what it keeps, once neighbors are divided otherwise?
import type { NlriKey, Route } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import { byNlri, covers, meets, membersOf } from '../exabgp/members.ts'
import { rangeOf } from '../policy/desired.ts'

type Neighbors = readonly string[]

export type Division = {
  /** The neighbors of the configuration, as they were and as they are. */
  readonly before: Neighbors
  readonly next: Neighbors
  /** Whether another service announces it now. */
  readonly isOfAnother: (key: NlriKey) => boolean
}

/**
 * The same routes by the audiences of the service: what all of an audience had, else what a part of it had, else, where all neighbors are others than
 * before, what those had. So whoever has it hears nothing of it, and who is in no audience any more has it no longer. What the service announces by no path
 * identifier any more stays as it was.
 */
export const addressedAnew = (routes: readonly Route[], service: Service, { before, next, isOfAnother }: Division): readonly Route[] => {
  const held = byNlri(routes)
  const range = byNlri(rangeOf(service))
  const kept = [...range].flatMap(([key, parts]) => {
    const holders = (held.get(key) ?? []).map((route) => ({ route, who: membersOf(route, before) }))
    const isMet = parts.some((part) => holders.some((one) => meets(one.who, membersOf(part, next))))
    return parts.flatMap((part) => {
      const who = membersOf(part, next)
      const holder =
        holders.find((one) => covers(one.who, who)) ?? holders.find((one) => meets(one.who, who)) ?? (isMet ? undefined : holders[0])
      return holder === undefined ? [] : [{ ...part, attributes: holder.route.attributes }]
    })
  })
  return [...kept, ...[...held].flatMap(([key, others]) => (range.has(key) || isOfAnother(key) ? [] : others))]
}
