// Whose is a VIP by now that this process has withdrawn?
import { type Addressed, addressedKey } from '../bgp/route.ts'
import type { Conversation } from './conversation.ts'

/** How long after its last change a VIP that is not configured any more is still withdrawn once more. */
const oursForMs = 30_000

/** Whether it may be withdrawn once more. ExaBGP keeps one list for all of its processes: another one that has the VIP by now would lose it. */
export const isOurs = ({ settings, changes }: Pick<Conversation, 'settings' | 'changes'>, route: Addressed, at: number): boolean =>
  settings.vips.has(route.nlri.prefix.text) || at - (changes.get(addressedKey(route))?.at ?? Number.NEGATIVE_INFINITY) < oursForMs

/** Whether what was withdrawn from a neighbor may be withdrawn once more as it comes up: for as long, and what was withdrawn while it was away. */
export const mayLackWithdraw = ({ changes, turns }: Pick<Conversation, 'changes' | 'turns'>, address: string, at: number): boolean => {
  const turned = turns.get(address)
  const since = Math.min(at - oursForMs, turned?.state === 'down' ? turned.since : Number.POSITIVE_INFINITY)
  return [...changes.values()].some((change) => change.at > since && change.to?.includes(address) === true)
}
