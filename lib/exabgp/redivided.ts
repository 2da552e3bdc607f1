// Which neighbors have a route, once they are divided otherwise among audiences?
import type { Addressed, Audience } from '../bgp/route.ts'
import { byNlri, covers, type Division, meets, membersOf } from './members.ts'
import { type Announced, type Rib, ribOf } from './rib.ts'

/**
 * The same by the audiences of the next settings. An audience all of whose neighbors had one route has it; one of which some had none, or another, is in
 * doubt, so that it is announced to, and not withdrawn from before. Neighbors in no audience any more are to have it withdrawn. `everyone`: those that are known.
 */
export const redivided = (rib: Rib, before: Division, next: Division, everyone: Audience): Rib => {
  const entries = byNlri(rib.values())
  const parts = byNlri(next.range)
  return ribOf([...entries].flatMap(([key, held]) => redividedOne(held, parts.get(key) ?? [], { before, next, everyone })))
}

type Known = { readonly before: Division; readonly next: Division; readonly everyone: Audience }

const redividedOne = (held: readonly Announced[], parts: readonly Addressed[], { before, next, everyone }: Known): readonly Announced[] => {
  const holders = held.map((entry) => ({ entry, who: membersOf(entry, before) }))
  const kept = parts.flatMap((part) => {
    const who = membersOf(part, next)
    const covering = holders.find((holder) => covers(holder.who, who))
    if (covering !== undefined) return [addressed(covering.entry, part)]
    return holders.some((holder) => meets(holder.who, who)) ? [{ ...part, attributes: 'unknown' as const }] : []
  })
  const served = parts.map((part) => membersOf(part, next))
  const left = holders.flatMap(({ entry, who }) => {
    if (parts.length === 0 && (who === 'all' ? next.neighbors.length === 0 || everyone.length === 0 : entry.to !== undefined))
      return [entry]
    const to = (who === 'all' ? everyone : who).filter((one) => !served.some((others) => others === 'all' || others.includes(one)))
    return to.length === 0 ? [] : [{ nlri: entry.nlri, to, attributes: 'unknown' as const }]
  })
  return [...kept, ...left]
}

const addressed = ({ to: _, ...entry }: Announced, { to }: Addressed): Announced => ({ ...entry, ...(to && { to }) })
