// What is said next, and when does silence mean something?
import { type AddressedKey, addressedKey, type Route } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import { type AwaitedCommand, write } from './command.ts'
import { conclude, keysOf, recalled, wishOf } from './conclude.ts'
import { answerWithinMs, askAgainAfterMs, type Conversation, greetWithinMs, isIdle, type Turn, turn, type Waiting } from './conversation.ts'
import { announceable, suited } from './fit.ts'
import { unlisted } from './former.ts'
import { heal } from './healing.ts'
import { takeListing } from './listing.ts'
import { met } from './meet.ts'
import { unheardAt } from './reach.ts'
import { type DesiredRib, type Difference, difference, said } from './rib.ts'
import { askBy, asked } from './sessions.ts'

/** Says the next thing, if it is our turn: one command is in flight at a time. `whole`: nothing is left to be decided about what is desired. */
export const speak = (conversation: Conversation, desired: () => DesiredRib, whole: boolean, at: number): Turn => {
  if (!isIdle(conversation)) return turn(conversation)
  switch (conversation.stage) {
    case 'greeting':
      return ask(conversation, at)
    case 'recalling':
      return send({ ...conversation, recallUntil: Number.POSITIVE_INFINITY }, { kind: 'recall' }, at, false)
    case 'meeting':
      return conversation.sessions.askedAt > Number.NEGATIVE_INFINITY ? turn(conversation) : askForSessions(conversation, at, false)
    case 'open':
      return speakOfRoutes(conversation, announceable(desired(), conversation), whole, at)
  }
}

/** Asks for the version: to greet, and later to learn whether ExaBGP is there. */
export const ask = (conversation: Conversation, at: number): Turn =>
  turn({ ...conversation, asked: conversation.asked + 1, askedAt: at }, [write({ kind: 'version' }, conversation.grammar)])

/**
 * What was written has left the process. Where ExaBGP acknowledges nothing, its version is asked for behind each command and answered for it, so
 * that commands never pile up in the pipe: of those that it reads at once, 5.0 may say the last to its peers first.
 */
export const flushed = (conversation: Conversation, at: number): Turn => {
  const { acks, waiting, greeted, asked } = conversation
  if (acks !== false || waiting === undefined || asked > 0) return turn(conversation)
  return greeted ? ask(conversation, at) : conclude(conversation, 'flushed', at)
}

/** Acts on answers that have been awaited too long. */
export const overdue = (conversation: Conversation, at: number): Turn => {
  const { stage, asked, askedAt, ownAnswerBy, waiting, acks, recallUntil, sessions } = conversation
  if (stage === 'greeting' && asked > 0 && at >= askedAt + greetWithinMs) return speakUnanswered(conversation, at)
  if (at >= askAgainAt(conversation)) return askAgain(conversation, at)
  if (ownAnswerBy !== undefined && at >= ownAnswerBy) return turn({ ...conversation, ownAnswerBy: undefined })
  if (waiting !== undefined && acks && at >= waiting.probeAt) return probe(conversation, waiting, at)
  if (stage === 'open' && recallUntil !== undefined && at >= recallUntil) {
    const taken = takeListing({ ...conversation, recallUntil: undefined }, false)
    return turn(taken, [], acks ? [] : recalled(taken))
  }
  if (sessions.settlesAt !== undefined && at >= sessions.settlesAt && !awaitsSessions(conversation)) return met(conversation, false)
  return turn(endRefusals(conversation, at))
}

const askAgain = (conversation: Conversation, at: number): Turn => {
  const { asked, askedAt, waiting } = conversation
  const { conversation: next, lines } = ask(conversation, at)
  const news = { type: 'silent' as const, line: waiting?.line ?? lines.join(), afterMs: at - askedAt }
  return turn(next, lines, asked === 1 ? [news] : [])
}

const askAgainAt = ({ stage, greeted, acks, asked, askedAt }: Conversation): number =>
  stage !== 'greeting' && greeted && acks === false && asked > 0 ? askedAt + askAgainAfterMs : Number.POSITIVE_INFINITY

const awaitsSessions = ({ waiting }: Conversation): boolean => waiting?.command.kind === 'sessions'

const probe = (conversation: Conversation, waiting: Waiting, at: number): Turn => {
  const probes = waiting.probes === 0 ? 1 : 2
  const { conversation: next, lines } = ask({ ...conversation, waiting: { ...waiting, probes, probeAt: Number.POSITIVE_INFINITY } }, at)
  return turn(next, lines, probes === 1 ? [{ type: 'silent', line: waiting.line, afterMs: at - waiting.since }] : [])
}

/** When `overdue` or `speak` may have something to do although nothing happened. */
export const wakeAt = (conversation: Conversation): number => {
  const { stage, greeted, asked, askedAt, ownAnswerBy, waiting, acks, recallUntil, refreshAt, refused, sessions } = conversation
  const times = [
    stage === 'greeting' && asked > 0 ? askedAt + greetWithinMs : undefined,
    askAgainAt(conversation),
    ownAnswerBy,
    waiting !== undefined && acks ? waiting.probeAt : undefined,
    stage === 'open' ? recallUntil : undefined,
    stage === 'open' && hasToRepeat(conversation) && isIdle(conversation) ? refreshAt : undefined,
    stage === 'open' && greeted && isIdle(conversation) ? sessions.askAt : undefined,
    awaitsSessions(conversation) ? undefined : sessions.settlesAt,
    stage === 'open' && isIdle(conversation) ? conversation.healing.at : undefined,
    unheardAt(conversation),
    ...[...refused.values()].map(({ until }) => until),
  ]
  return Math.min(...times.filter((time) => time !== undefined))
}

const hasToRepeat = ({ announced, settings }: Conversation): boolean => said(announced).length > 0 || settings.endOfRib.length > 0

const endRefusals = (conversation: Conversation, at: number): Conversation => {
  if (![...conversation.refused.values()].some(({ until = Number.POSITIVE_INFINITY }) => at >= until)) return conversation
  const refused = [...conversation.refused].map(([key, refusal]) => {
    const isOver = refusal.until !== undefined && at >= refusal.until
    return [key, isOver ? { ...refusal, until: undefined } : refusal] as const
  })
  return { ...conversation, refused: new Map(refused) }
}

const speakUnanswered = (conversation: Conversation, at: number): Turn =>
  turn(
    { ...conversation, stage: 'open', acks: false, asked: 0 },
    [],
    [{ type: 'mute', afterMs: at - conversation.askedAt }, ...unlisted(conversation)],
  )

const speakOfRoutes = (conversation: Conversation, desired: DesiredRib, whole: boolean, at: number): Turn => {
  const command = nextCommand(wishes(conversation, desired), conversation.suspects)
  if (command !== undefined) return send(conversation, command, at, false)
  if (conversation.greeted && at >= conversation.sessions.askAt) return askForSessions(conversation, at, true)
  const refreshed = refresh(conversation, desired, at)
  if (refreshed.lines.length > 0) return refreshed
  const healed = heal(refreshed.conversation, desired, at)
  if (healed.command !== undefined) return send(healed.conversation, healed.command, at, true, { healing: true })
  return whole && isSaid(healed.conversation, desired) ? sayEndOfRib(healed.conversation, at) : turn(healed.conversation)
}

// What is refused or in doubt is not said yet.
const isSaid = ({ announced }: Conversation, desired: DesiredRib): boolean => {
  const { withdraw, announce } = difference(announced, desired)
  return withdraw.length === 0 && announce.length === 0
}

const askForSessions = (conversation: Conversation, at: number, again: boolean): Turn =>
  send({ ...conversation, sessions: asked(conversation.sessions, at) }, { kind: 'sessions' }, at, again)

// What nobody has said to be there waits for the listing, where that has no end of its own.
const wishes = ({ announced, refused, acks, recallUntil }: Conversation, desired: DesiredRib): Difference => {
  const { withdraw, announce } = difference(announced, desired)
  const awaits = acks === false && recallUntil !== undefined
  const open = (key: AddressedKey) => refused.get(key)?.until === undefined || refused.get(key)?.wish !== wishOf(desired.get(key))
  return {
    withdraw: withdraw.filter((gone) => open(addressedKey(gone)) && !(awaits && announced.get(addressedKey(gone))?.assumed)),
    announce: announce.filter((route) => open(addressedKey(route))),
  }
}

const refresh = (conversation: Conversation, desired: DesiredRib, at: number): Turn => {
  const due = at >= conversation.refreshAt && conversation.refreshQueue.length === 0
  const queue = due ? [...conversation.announced.keys()] : conversation.refreshQueue
  const next = due ? beginRefresh(conversation, at) : conversation
  const command = nextCommand({ withdraw: [], announce: queue.flatMap((key) => routeToRepeat(key, conversation, desired)) }, next.suspects)
  if (command?.kind !== 'announce') return turn({ ...next, refreshQueue: [] })
  const sent = new Set(keysOf(command))
  return send({ ...next, refreshQueue: queue.filter((key) => !sent.has(key)) }, command, at, true)
}

const beginRefresh = (conversation: Conversation, at: number): Conversation => {
  const { settings, endOfRib, neighbors, sessions } = conversation
  return {
    ...conversation,
    refreshAt: at + settings.refreshMs,
    refreshWhole: false,
    endOfRib: { ...endOfRib, due: settings.endOfRib },
    // Where ExaBGP tells nothing of its neighbors by itself, it is asked.
    sessions: neighbors.size === 0 ? askBy(sessions, at) : sessions,
  }
}

const sayEndOfRib = (conversation: Conversation, at: number): Turn => {
  const [first, ...others] = conversation.endOfRib.due
  if (first === undefined) return turn(conversation)
  const next = { ...conversation, endOfRib: { ...conversation.endOfRib, due: others } }
  return send(next, { kind: 'end-of-rib', ...first }, at, conversation.endOfRib.taken)
}

const routeToRepeat = (key: AddressedKey, { announced }: Conversation, desired: DesiredRib): readonly Route[] => {
  const entry = announced.get(key)
  return entry === undefined || entry.attributes === 'unknown' || !desired.has(key) ? [] : [{ ...entry, attributes: entry.attributes }]
}

const send = (conversation: Conversation, command: AwaitedCommand, at: number, refresh: boolean, mark: { healing?: true } = {}): Turn => {
  const line = write(suited(command, conversation), conversation.grammar)
  return turn(
    { ...conversation, waiting: { command, line, since: at, probes: 0, probeAt: at + answerWithinMs } },
    [line],
    [{ type: 'sent', line, command, refresh, ...mark }],
  )
}
