// What is true after ExaBGP has listed what it announces, or has not?
import { addressedKey } from '../bgp/route.ts'
import { againAfterMs } from './again.ts'
import type { Conversation } from './conversation.ts'
import { unlisted } from './former.ts'
import { discrepancy, takeListing } from './listing.ts'
import type { ConversationNews } from './news.ts'
import { advanced } from './phase.ts'
import { said } from './rib.ts'
import { type Turn, turn } from './turn.ts'
import type { Outcome, Waiting } from './waiting.ts'

/** How long the lines of the adj-RIB-out are awaited where nothing marks their end. */
const recallWithinMs = 2000

/** Where nothing is acknowledged the listing is still to come. */
export const concludeRecall = (
  conversation: Conversation,
  { since }: Waiting,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => {
  const first = conversation.phase.kind === 'recalling'
  const listed = outcome === 'done' || outcome === 'flushed'
  const { listing, ...taken } = outcome === 'done' ? takeListing(conversation, true) : conversation
  const failures = listed ? 0 : listing.failures + 1
  const next = {
    ...taken,
    phase: advanced(taken.phase, 'recalling'),
    listing: {
      ...listing,
      until: first || outcome === 'flushed' ? at + recallWithinMs : undefined,
      listed: listed || listing.listed,
      failures,
      caches: listed ? listing.caches : (listing.caches ?? true),
      comparedAt: outcome === 'done' ? since : listing.comparedAt,
      compareAt: listed ? comparedAgainAt(conversation, since, at) : at + againAfterMs(failures, taken.settings.refreshMs, at - since),
    },
  }
  if (!first) return turn(next, [], [...news, ...discrepancy(conversation, next)])
  const found = outcome === 'done' ? recalled(next) : []
  return turn(next, [], [...news, ...found, ...(listed ? [] : unlisted(next))])
}

// With the next refresh, before it mends what is missing without a word. While it lists, ExaBGP carries out nothing else.
const comparedAgainAt = ({ settings, refresh }: Conversation, since: number, at: number): number =>
  Math.max(refresh.at > at ? refresh.at : refresh.at + settings.refreshMs, at + (at - since) * 20)

/** What of ours ExaBGP announces from before; nothing to tell where all of it has been announced anew. */
export const recalled = ({ announced }: Conversation): readonly ConversationNews[] => {
  const known = said(announced)
  const nlris = known.filter(({ attributes }) => attributes === 'unknown').map(addressedKey)
  return nlris.length === 0 && known.length > 0 ? [] : [{ type: 'inherited', nlris }]
}
