// What is said next?
import { type AddressedKey, addressedKey } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import { type AwaitedCommand, keysOf, write } from './command.ts'
import type { Conversation } from './conversation.ts'
import { isIdle } from './conversation.ts'
import { announceable, suited } from './eligible.ts'
import { heal } from './healing.ts'
import { ask } from './overdue.ts'
import { acknowledges, isGreeted } from './phase.ts'
import { asksForSessions, routesToRepeat, withDueRefresh } from './refresh.ts'
import { wishOf } from './refusals.ts'
import { type Announced, type DesiredRib, type Difference, difference, isSaid } from './rib.ts'
import { askBy, asked, nextAbout } from './sessions.ts'
import { type Turn, turn } from './turn.ts'
import { answerWithinMs } from './waiting.ts'

/** Says the next thing, if it is our turn: one command is in flight at a time. `whole`: nothing is left to be decided about what is desired. */
export const speak = (conversation: Conversation, desired: () => DesiredRib, whole: boolean, at: number): Turn => {
  if (!isIdle(conversation)) return turn(conversation)
  switch (conversation.phase.kind) {
    case 'unmet':
    case 'introduced':
      return ask(conversation, at)
    case 'recalling':
      return askForListing(conversation, at)
    case 'meeting':
      return withdrawFirst(conversation, desired(), at) ?? askOnce(conversation, at)
    case 'mute':
    case 'open':
      return speakOfRoutes(conversation, announceable(desired(), conversation), whole, at)
  }
}

const speakOfRoutes = (conversation: Conversation, desired: DesiredRib, whole: boolean, at: number): Turn => {
  const command = nextCommand(wishes(conversation, desired), conversation.suspects)
  if (command !== undefined) return send(conversation, command, at, false)
  if (isGreeted(conversation.phase) && at >= conversation.sessions.ask.at) return askForSessions(conversation, at, true)
  if (asksForSessions(conversation, at)) return askForSessions({ ...conversation, sessions: askBy(conversation.sessions, at) }, at, true)
  if (isGreeted(conversation.phase) && at >= conversation.listing.compareAt) return askForListing(conversation, at)
  const refreshed = repeat(conversation, desired, at)
  if (refreshed.lines.length > 0) return refreshed
  const healed = heal(refreshed.conversation, desired, at)
  if (healed.command?.kind === 'recall') return askForListing(healed.conversation, at, { healing: true })
  if (healed.command !== undefined) return send(healed.conversation, healed.command, at, true, { healing: true })
  return whole && isComplete(healed.conversation, desired) ? sayEndOfRib(healed.conversation, at) : turn(healed.conversation)
}

// What is refused or in doubt is not said yet.
const isComplete = ({ announced, settings }: Conversation, desired: DesiredRib): boolean => {
  const { withdraw, announce } = difference(announced, desired, settings.owners)
  return withdraw.length === 0 && announce.length === 0
}

// A dead route of a predecessor does not wait for the description of the sessions, which is long where there are many.
const withdrawFirst = (conversation: Conversation, desired: DesiredRib, at: number): Turn | undefined => {
  const { withdraw } = wishes(conversation, desired)
  const command = nextCommand({ withdraw, announce: [] }, conversation.suspects)
  return command && send(conversation, command, at, false)
}

const askOnce = (conversation: Conversation, at: number): Turn =>
  conversation.sessions.askedAt > Number.NEGATIVE_INFINITY ? turn(conversation) : askForSessions(conversation, at, false)

const askForListing = (conversation: Conversation, at: number, mark: Mark = {}): Turn => {
  const { listing, phase } = conversation
  const again = phase.kind === 'open'
  return send(
    { ...conversation, listing: { ...listing, again: again && listing.listed, until: Number.POSITIVE_INFINITY } },
    { kind: 'recall' },
    at,
    again,
    mark,
  )
}

const askForSessions = (conversation: Conversation, at: number, again: boolean): Turn => {
  const { sessions, grammar } = conversation
  const of = grammar.dialect === '6.0' ? undefined : nextAbout(sessions)
  return send({ ...conversation, sessions: asked(sessions, of, at) }, { kind: 'sessions', ...(of !== undefined && { of }) }, at, again)
}

// What nobody has said to be there waits for the listing, where that has no end of its own, and for the sessions, which tell who may have it.
const wishes = ({ announced, refused, phase, listing, settings }: Conversation, desired: DesiredRib): Difference => {
  const { withdraw, announce } = difference(announced, desired, settings.owners)
  const awaits = (phase.kind === 'meeting' && listing.by.size > 0) || (acknowledges(phase) === false && listing.until !== undefined)
  const open = (key: AddressedKey) => refused.get(key)?.until === undefined || refused.get(key)?.wish !== wishOf(desired.get(key))
  return {
    withdraw: withdraw.filter((gone) => open(addressedKey(gone)) && !(awaits && isOnlyAssumed(announced.get(addressedKey(gone))))),
    announce: announce.filter((route) => open(addressedKey(route))),
  }
}

const isOnlyAssumed = (entry: Announced | undefined): boolean => entry !== undefined && !isSaid(entry)

const repeat = (conversation: Conversation, desired: DesiredRib, at: number): Turn => {
  const next = withDueRefresh(conversation, at)
  const command = nextCommand({ withdraw: [], announce: routesToRepeat(next, desired) }, next.suspects)
  const sent = command?.kind === 'announce' ? new Set(keysOf(command)) : undefined
  const queue = sent === undefined ? [] : next.refresh.queue.filter((key) => !sent.has(key))
  const left = { ...next, refresh: { ...next.refresh, queue } }
  return command?.kind === 'announce' ? send(left, command, at, true) : turn(left)
}

const sayEndOfRib = (conversation: Conversation, at: number): Turn => {
  const [first, ...others] = conversation.endOfRib.due
  if (first === undefined) return turn(conversation)
  const next = { ...conversation, endOfRib: { ...conversation.endOfRib, due: others } }
  return send(next, { kind: 'end-of-rib', ...first }, at, conversation.endOfRib.taken)
}

type Mark = { readonly healing?: true }

const send = (conversation: Conversation, command: AwaitedCommand, at: number, refresh: boolean, mark: Mark = {}): Turn => {
  const line = write(suited(command, conversation), conversation.grammar)
  return turn(
    { ...conversation, waiting: { command, line, since: at, probes: 0, probeAt: at + answerWithinMs } },
    [line],
    [{ type: 'sent', line, command, refresh, ...mark }],
  )
}
