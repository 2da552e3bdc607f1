// To whom does a service say what it keeps, once neighbors are divided otherwise?
import { nlriKey, type Route } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import { byNlri, covers, type Division, meets, membersOf } from '../exabgp/members.ts'
import { rangeOf } from '../policy/desired.ts'
import { remembering } from '../values/remembering.ts'

/**
 * The same routes by the audiences of the service: what all of an audience had, else what a part of it had, else, where all neighbors are others than
 * before, what those had. So whoever has it hears nothing of it, and who is in no audience any more has it no longer. What nobody announces by its path
 * identifier any more stays as it was; what another service does is left to that one.
 */
export const addressedAnew = (routes: readonly Route[], service: Service, before: Division, next: Division): readonly Route[] => {
  const held = byNlri(routes)
  const parts = byNlri(rangeOf(service))
  const kept = [...parts].flatMap(([key, ofOne]) => {
    const holders = (held.get(key) ?? []).map((route) => ({ route, who: membersOf(route, before) }))
    const isMet = ofOne.some((part) => holders.some((one) => meets(one.who, membersOf(part, next))))
    return ofOne.flatMap((part) => {
      const who = membersOf(part, next)
      const holder =
        holders.find((one) => covers(one.who, who)) ?? holders.find((one) => meets(one.who, who)) ?? (isMet ? undefined : holders[0])
      return holder === undefined ? [] : [{ ...part, attributes: holder.route.attributes }]
    })
  })
  return [...kept, ...[...held].flatMap(([key, others]) => (parts.has(key) || everything(next.range).has(key) ? [] : others))]
}

const everything = remembering((range: Division['range']) => new Set(range.map(({ nlri }) => nlriKey(nlri))))
