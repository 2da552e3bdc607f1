// What becomes of VIPs that an earlier run announced and that are not configured any more?
import { type AddressedKey, addressedKey } from '../bgp/route.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationNews } from './news.ts'
import { isOpen } from './phase.ts'
import type { Announced, Rib } from './rib.ts'
import { type Turn, turn } from './turn.ts'

/** What other processes of ours on this machine announce: their process ids by VIP; or, as part of a sentence, why nobody can tell. */
export type Others = { readonly ok: true; readonly vips: ReadonlyMap<string, number> } | { readonly ok: false; readonly reason: string }

/** What nobody else announces is from now on announced by this process, which does not want it: it is withdrawn like anything else. */
export const settleFormer = (conversation: Conversation, others: Others): Turn => {
  const { announced, inherited } = conversation
  if (!others.ok) return turn(conversation, [], formerNews([...inherited.keys()], false, others.reason))
  const ownerOf = ({ nlri }: Announced): number | undefined => others.vips.get(nlri.prefix.text)
  const orphaned = [...inherited].filter(([, entry]) => ownerOf(entry) === undefined)
  const moved = [...inherited].filter(([, entry]) => ownerOf(entry) !== undefined)
  return turn(
    { ...conversation, announced: new Map([...orphaned, ...announced]), inherited: new Map() },
    [],
    [
      ...formerNews(keysOf(orphaned), true, 'no other process has it'),
      ...moved.flatMap(([key, entry]) => formerNews([key], false, `process ${ownerOf(entry)} has it now`)),
    ],
  )
}

/** What there is to say when ExaBGP has not listed what it announces: then nothing of former VIPs is withdrawn. */
export const unlisted = ({ settings }: Conversation): readonly ConversationNews[] =>
  formerNews([...settings.former.keys()], false, 'ExaBGP does not tell whether it still announces it')

/** Whether ExaBGP may still announce this former VIP. */
export const mayBeAnnounced = ({ listing, phase, inherited, announced }: Conversation, vip: string): boolean =>
  !listing.listed || !isOpen(phase) || listing.until !== undefined || holds(inherited, vip) || holds(announced, vip)

const holds = (rib: Rib, vip: string): boolean => [...rib.values()].some(({ nlri }) => nlri.prefix.text === vip)

const keysOf = (entries: readonly (readonly [AddressedKey, Announced])[]): readonly AddressedKey[] =>
  entries.map(([, entry]) => addressedKey(entry))

const formerNews = (nlris: readonly AddressedKey[], withdrawn: boolean, why: string): readonly ConversationNews[] =>
  nlris.length === 0 ? [] : [{ type: 'stale-vip', nlris, withdrawn, why }]
