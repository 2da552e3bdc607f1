// What follows from a line that ExaBGP sent?
import type { Dialect } from '../config/exabgp.ts'
import type { Heard, Spelled } from './answer.ts'
import { arrived } from './arrival.ts'
import { conclude } from './command-result.ts'
import type { Conversation } from './conversation.ts'
import { distrusted } from './distrust.ts'
import { noteLine } from './listing.ts'
import { ask } from './overdue.ts'
import { hearOwnAnswer } from './own-answer.ts'
import { acknowledges, isGreeted } from './phase.ts'
import { answered, noQuestion, type Question } from './question.ts'
import { askBy, describe, learn, nothingKnown, sessionsWith, settleAfterMs, turned } from './sessions.ts'
import { spelledAs } from './spelling.ts'
import { andThen, type Turn, turn } from './turn.ts'
import { answerWithinMs } from './waiting.ts'

/** Takes in one line; `shutdown` is the caller's to act on. */
export const hear = (before: Conversation, heard: Heard, line: string, at: number): Turn => {
  const conversation = 'spelled' in heard && heard.spelled !== undefined ? spelling(before, heard.spelled) : before
  switch (heard.kind) {
    case 'version':
      return hearVersion(conversation, heard.version, heard.structured, at)
    case 'done':
    case 'error':
      return hearAnswer(conversation, heard.kind, line, at)
    case 'complaint':
      return turn(complained(conversation, heard.text))
    case 'routes':
      return hearRoutes(conversation, heard, at)
    case 'session':
      return turn({ ...conversation, sessions: describe(conversation.sessions, heard.line, at) })
    case 'sessions':
      return turn({ ...conversation, sessions: learn(conversation.sessions, heard.sessions, at) })
    case 'neighbor':
      return hearNeighbor(conversation, heard, at)
    case 'shutdown':
    case 'other':
      return turn(conversation)
  }
}

const spelling = (conversation: Conversation, spelled: Spelled): Conversation => {
  const known = conversation.grammar.spelling
  const next = spelled.reduce(spelledAs, known)
  return next === known ? conversation : { ...conversation, grammar: { ...conversation.grammar, spelling: next } }
}

const complained = (conversation: Conversation, complaint: string): Conversation =>
  conversation.waiting === undefined ? conversation : { ...conversation, waiting: { ...conversation.waiting, complaint } }

// To greet, the version is asked for twice. An acknowledgement between the two answers tells that there are any; and what ExaBGP still owed
// a predecessor of ours has been said by the second.
const hearVersion = (conversation: Conversation, version: string, structured: boolean, at: number): Turn => {
  const { settings, phase } = conversation
  if (isGreeted(phase))
    return acknowledges(phase) ? turn({ ...conversation, question: awaitsOwn(at) }) : hearSign(conversation, conversation.question, at)
  const question = answered(conversation.question)
  if (question.kind === 'asked') return turn({ ...conversation, question })
  if (phase.kind !== 'introduced') {
    const dialect = settings.dialect === 'auto' ? dialectOf(version, structured) : settings.dialect
    const grammar = { ...conversation.grammar, dialect }
    return ask({ ...conversation, question, phase: { kind: 'introduced', version, acks: false }, grammar }, at)
  }
  // It would have acknowledged the first question before it answered the second, whatever is configured.
  const acks = settings.ack !== 'off' && phase.acks
  return greet({ ...conversation, question: acks ? awaitsOwn(at) : question }, version, acks)
}

// The acknowledgement that belongs to a version.
const awaitsOwn = (at: number): Question => ({ kind: 'answered', until: at + answerWithinMs })

// Where nothing is acknowledged, an answer tells that ExaBGP reads, or reads again, and has read the command before the question.
const hearSign = (conversation: Conversation, before: Question, at: number): Turn => {
  const question = answered(before)
  const next = { ...conversation, question }
  if (before.kind !== 'asked' || question.kind === 'asked') return turn(next)
  const heard = turn(next, [], before.times > 1 ? [{ type: 'answering', afterMs: at - before.since }] : [])
  return andThen(heard, (it) => conclude(it, 'flushed', at))
}

/** 6.0 speaks its older grammar where it is configured to; then its version comes as text. */
const dialectOf = (version: string, structured: boolean): Dialect => {
  if (structured) return '6.0'
  return version.startsWith('4.') ? '4.2' : '5.0'
}

const greet = (conversation: Conversation, version: string, acks: boolean): Turn => {
  // What was sent before the greeting may have been misunderstood.
  const announced = new Map([...conversation.announced].map(([key, entry]) => [key, { ...entry, attributes: 'unknown' as const }]))
  const phase = { kind: 'recalling', version, acks } as const
  const next = { ...conversation, phase, announced, waiting: undefined, sessions: nothingKnown }
  return turn(next, [], [{ type: 'greeted', version, dialect: conversation.grammar.dialect, acks }])
}

const hearAnswer = (conversation: Conversation, outcome: 'done' | 'error', line: string, at: number): Turn => {
  const { phase, question, waiting } = conversation
  if (phase.kind === 'introduced') return turn({ ...conversation, phase: { ...phase, acks: true } })
  if (question.kind === 'answered') return hearOwnAnswer({ ...conversation, question: noQuestion }, at)
  if (acknowledges(phase) !== true) return hearAnswerAnew(conversation, line, at)
  if (waiting === undefined) return turn(distrusted(conversation, at), [], [{ type: 'unsolicited', line }])
  return conclude(conversation, outcome, at)
}

// Who seemed to acknowledge nothing does: what is in flight is asked about as where an answer is late.
const hearAnswerAnew = (conversation: Conversation, line: string, at: number): Turn => {
  const { phase, settings } = conversation
  const news = { type: 'unsolicited' as const, line }
  if (!isGreeted(phase) || settings.ack === 'off') return turn(conversation, [], [news])
  const { dialect } = conversation.grammar
  const greeted = { type: 'greeted' as const, version: phase.version, dialect, acks: true }
  return turn(distrusted({ ...conversation, phase: { ...phase, acks: true } }, at), [], [news, greeted])
}

// Where nothing is acknowledged, silence ends the listing.
const hearRoutes = (conversation: Conversation, { neighbor, routes }: Heard & { kind: 'routes' }, at: number): Turn => {
  const next = noteLine(conversation, { neighbor, routes })
  if (awaitsListing(conversation)) return turn(next)
  const until = Math.max(next.listing.until ?? 0, at + settleAfterMs)
  return turn(until === next.listing.until ? next : { ...next, listing: { ...next.listing, until } })
}

const awaitsListing = ({ phase, waiting }: Conversation): boolean => acknowledges(phase) === true && waiting?.command.kind === 'recall'

// The session of a neighbor that has just come up is looked at before it hears any route. While one is away, ExaBGP says so at every attempt.
const hearNeighbor = (known: Conversation, heard: Heard & { kind: 'neighbor' }, at: number): Turn => {
  const { address, state } = heard
  if (sessionsWith(known.sessions, address).length > 1) return hearOneOfSeveral(known, heard, at)
  const conversation = { ...known, sessions: turned(known.sessions, address, state) }
  if (state === conversation.neighbors.get(address)) return turn(conversation)
  return turn(noted(conversation, heard, at), [], [{ type: 'neighbor', address, state }])
}

// Which of its sessions it is has to be asked, for those that stay away now and then only.
const hearOneOfSeveral = (conversation: Conversation, heard: Heard & { kind: 'neighbor' }, at: number): Turn => {
  const { neighbors, sessions, settings } = conversation
  const isNew = heard.state === 'up' || neighbors.get(heard.address) !== 'down'
  const next = noted({ ...conversation, sessions: askBy(sessions, isNew ? at : at + settings.refreshMs, [heard.address]) }, heard, at)
  return turn(next, [], heard.state === 'up' && neighbors.get(heard.address) !== 'up' ? [{ type: 'neighbor', ...stateOf(heard) }] : [])
}

const stateOf = ({ address, state }: Heard & { kind: 'neighbor' }) => ({ address, state })

const noted = (conversation: Conversation, { address, state }: Heard & { kind: 'neighbor' }, at: number): Conversation => {
  const next =
    state === 'up' ? arrived({ ...conversation, sessions: askBy(conversation.sessions, at, [address]) }, [address], at) : conversation
  return { ...next, neighbors: new Map([...next.neighbors, [address, state]]) }
}
