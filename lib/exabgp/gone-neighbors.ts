// Which routes cannot be withdrawn, as those who may have them are nowhere for the time being?
import type { AddressedKey } from '../bgp/route.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationNews } from './news.ts'
import { mayLackWithdraw } from './ours.ts'
import { isOfWithdraw } from './refusals.ts'
import type { Announced, Rib } from './rib.ts'
import { askBy, lacks, type Sessions } from './sessions.ts'
import type { Settings } from './settings.ts'
import { type Turn, turn } from './turn.ts'

/** Asks whether those still have a session from whom ExaBGP has just refused to withdraw routes, where no configuration names them any more. */
export const askedForStrangers = (conversation: Conversation, { to }: Pick<Announced, 'to'>, at: number): Conversation =>
  to === undefined || isNamed(conversation.settings, to)
    ? conversation
    : { ...conversation, sessions: askBy(conversation.sessions, at, to) }

/** Asks whether ExaBGP has those again for whom something is set aside. */
export const askedForAside = ({ aside }: Conversation, sessions: Sessions, at: number): Sessions =>
  aside.size === 0 ? sessions : askBy(sessions, at, addressees(aside))

/**
 * What ExaBGP has refused to withdraw from neighbors that neither it nor the configuration knows is set aside. Once it has one of them again, which may
 * then have the route again, that is withdrawn like anything else.
 */
export const sortedByNeighbors = (conversation: Conversation): Turn => {
  const { announced, aside, refused } = conversation
  const isGone = goneFrom(conversation)
  const leaving = new Map([...announced].filter(([key, entry]) => isOfWithdraw(refused.get(key)) && isGone(entry)))
  const back = new Map([...aside].filter(([, entry]) => !isGone(entry)))
  if (leaving.size + back.size === 0) return turn(conversation)
  const next = {
    ...conversation,
    announced: new Map([...back, ...without(announced, leaving)]),
    aside: new Map([...without(aside, back), ...leaving]),
    refused: without(refused, leaving),
  }
  return turn(next, [], goneNews(leaving))
}

/** Whether something may be announced to a neighbor that comes up, or is to be withdrawn from it, be it once more. */
export const isSpokenTo = (conversation: Conversation, address: string, at: number): boolean =>
  isNamed(conversation.settings, [address]) ||
  [...conversation.announced.values(), ...conversation.aside.values()].some(({ to }) => to?.includes(address) === true) ||
  mayLackWithdraw(conversation, address, at)

const goneFrom =
  ({ sessions, settings }: Conversation) =>
  ({ to }: Announced): boolean =>
    to !== undefined && !isNamed(settings, to) && to.every((neighbor) => lacks(sessions, neighbor))

const goneNews = (leaving: Rib): readonly ConversationNews[] =>
  leaving.size === 0 ? [] : [{ type: 'neighbor-gone', neighbors: addressees(leaving), nlris: [...leaving.keys()] }]

const addressees = (rib: Rib): readonly string[] => [...new Set([...rib.values()].flatMap(({ to = [] }) => to))]

const without = <Value>(map: ReadonlyMap<AddressedKey, Value>, others: Rib): ReadonlyMap<AddressedKey, Value> =>
  new Map([...map].filter(([key]) => !others.has(key)))

// Whether any of them is one to whom something may be announced.
const isNamed = ({ neighbors, range }: Settings, to: readonly string[]): boolean =>
  range.some((one) => (one.to ?? neighbors).length === 0 || to.some((neighbor) => (one.to ?? neighbors).includes(neighbor)))
