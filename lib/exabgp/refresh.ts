// What does a refresh ask for and say again?
import type { AddressedKey, Route } from '../bgp/route.ts'
import type { Conversation } from './conversation.ts'
import { askedForAside } from './gone-neighbors.ts'
import { acknowledges } from './phase.ts'
import { type DesiredRib, isRoute, said } from './rib.ts'
import { askAround, fewSessions } from './sessions.ts'

/** How long a refresh may say no more than what is missing: a listing does not tell attributes. */
export const quietForMs = 3_600_000

/** Whether there is anything that a refresh would say or ask for. */
export const hasToRepeat = ({ announced, aside, settings }: Conversation): boolean =>
  said(announced).length + aside.size + settings.endOfRib.length > 0

/** Whether the sessions have to be asked for first: a neighbor that is new lists nothing, so that only they tell of it. */
export const asksForSessions = (conversation: Conversation, at: number): boolean =>
  isDue(conversation, at) &&
  mayBeQuiet(conversation, at) &&
  conversation.listing.compareAt <= at &&
  conversation.sessions.askedAt < conversation.refresh.at

/** The refresh begins where it is due. What is missing in a listing since then is said as any change is; where there is none, everything is. */
export const withDueRefresh = (conversation: Conversation, at: number): Conversation => {
  if (!isDue(conversation, at)) return conversation
  const { settings, refresh, endOfRib, neighbors, sessions, listing } = conversation
  const quiet =
    mayBeQuiet(conversation, at) && listing.caches === true && sessions.askedAt >= refresh.at && listing.comparedAt >= sessions.askedAt
  const next = refresh.at + settings.refreshMs
  return {
    ...conversation,
    refresh: {
      at: next > at ? next : at + settings.refreshMs,
      queue: quiet ? [] : [...conversation.announced.keys()],
      whole: false,
      wholeAt: quiet ? refresh.wholeAt : at + quietForMs,
    },
    endOfRib: { ...endOfRib, due: settings.endOfRib },
    // Where ExaBGP tells nothing of its neighbors by itself, it is asked.
    sessions: askedForAside(conversation, neighbors.size === 0 && sessions.askedAt < refresh.at ? askAround(sessions, at) : sessions, at),
  }
}

/** What is still to be said again as it was, of what is wanted. */
export const routesToRepeat = ({ refresh, announced }: Conversation, desired: DesiredRib): readonly Route[] =>
  refresh.queue.flatMap((key) => routeOf(key, announced, desired))

const routeOf = (key: AddressedKey, announced: Conversation['announced'], desired: DesiredRib): readonly Route[] => {
  const entry = announced.get(key)
  return entry !== undefined && isRoute(entry) && desired.has(key) ? [entry] : []
}

const isDue = ({ refresh }: Conversation, at: number): boolean => at >= refresh.at && refresh.queue.length === 0

// What ExaBGP keeps it does not send again, however often it is announced: it only logs a line for each VIP.
const mayBeQuiet = (conversation: Conversation, at: number): boolean => {
  const { refresh, phase, listing, announced } = conversation
  if (refresh.whole || at >= refresh.wholeAt) return false
  return acknowledges(phase) === true && keepsAll(listing) && said(announced).some(isRoute) && namesEach(conversation)
}

// Nothing is listed again for whom nothing is kept.
const keepsAll = ({ caches, bare }: Conversation['listing']): boolean => caches !== false && ![...bare.values()].some((times) => times > 1)

// Of several sessions with one router the listing does not tell which has a route; and of many sessions not all are asked for.
const namesEach = ({ sessions: { known, failures } }: Conversation): boolean =>
  failures === 0 &&
  known.size > 0 &&
  known.size <= fewSessions &&
  new Set([...known.values()].map(({ address }) => address)).size === known.size
