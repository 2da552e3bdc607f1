// Which routes need no withdraw, as those who were to have it withdrawn are nowhere any more?
import type { AddressedKey, Audience } from '../bgp/route.ts'
import type { Conversation } from './conversation.ts'
import { wishOf } from './refusals.ts'
import { askBy, lacks } from './sessions.ts'
import type { Settings } from './settings.ts'

/** Asks whether those still have a session from whom ExaBGP has just refused to withdraw routes, where no configuration names them any more. */
export const doubtingNeighbors = (conversation: Conversation, to: Audience | undefined, at: number): Conversation =>
  to === undefined || isNamed(conversation.settings, to) ? conversation : { ...conversation, sessions: askBy(conversation.sessions, at) }

/** What ExaBGP has refused to withdraw from neighbors that neither it nor the configuration knows is there no more. */
export const withoutGoneNeighbors = (conversation: Conversation): Conversation => {
  const { refused, announced, sessions, settings } = conversation
  const isGone = (key: AddressedKey): boolean => {
    const to = announced.get(key)?.to
    return to !== undefined && !isNamed(settings, to) && to.every((neighbor) => lacks(sessions, neighbor))
  }
  const gone = new Set([...refused].flatMap(([key, { wish }]) => (wish === wishOf(undefined) && isGone(key) ? [key] : [])))
  if (gone.size === 0) return conversation
  const staying = <Value>(map: ReadonlyMap<AddressedKey, Value>) => new Map([...map].filter(([key]) => !gone.has(key)))
  return { ...conversation, announced: staying(announced), refused: staying(refused) }
}

// Whether any of them is one to whom something may be announced.
const isNamed = ({ neighbors, range }: Settings, to: Audience): boolean =>
  range.some((one) => (one.to ?? neighbors).length === 0 || to.some((neighbor) => (one.to ?? neighbors).includes(neighbor)))
