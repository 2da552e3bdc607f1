// Whose is a VIP by now that this process has withdrawn?
import { type Addressed, addressedKey } from '../bgp/route.ts'
import type { Conversation } from './conversation.ts'

/** How long after its last change a VIP that is not configured any more is still withdrawn once more. */
const oursForMs = 30_000

/** Whether it may be withdrawn once more. ExaBGP keeps one list for all of its processes: another one that has the VIP by now would lose it. */
export const isOurs = ({ settings, changes }: Pick<Conversation, 'settings' | 'changes'>, route: Addressed, at: number): boolean =>
  settings.vips.has(route.nlri.prefix.text) || at - (changes.get(addressedKey(route))?.at ?? Number.NEGATIVE_INFINITY) < oursForMs
