// What follows from a line that ExaBGP sent?
import type { Dialect } from '../config/config.ts'
import type { Heard } from './answer.ts'
import { conclude, distrusted } from './conclude.ts'
import { andThen, answerWithinMs, type Conversation, type Turn, turn } from './conversation.ts'
import { questionAll } from './healing.ts'
import { noteLine } from './listing.ts'
import { acknowledges, isGreeted } from './phase.ts'
import { answered, noQuestion, type Question } from './question.ts'
import { askBy, describe, learn, nothingKnown, settleAfterMs, turned } from './sessions.ts'
import { ask } from './silence.ts'

/** Takes in one line; `shutdown` is the caller's to act on. */
export const hear = (conversation: Conversation, heard: Heard, line: string, at: number): Turn => {
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
  const acks = acknowledges(phase) === true
  if (waiting === undefined || !acks) return turn(acks ? distrusted(conversation) : conversation, [], [{ type: 'stray', line }])
  return conclude(conversation, outcome, at)
}

// ExaBGP carries out route commands after all questions that it has read, and long ones bit by bit: only a second question, asked a while
// after it woke up, proves that the awaited answer will not come.
const hearOwnAnswer = (conversation: Conversation, at: number): Turn => {
  const { waiting } = conversation
  if (waiting === undefined || waiting.probes === 0) return turn(conversation)
  if (waiting.probes === 2) return conclude(conversation, 'unanswered', at)
  return turn({ ...conversation, waiting: { ...waiting, probeAt: at + answerWithinMs } })
}

// Where nothing is acknowledged, silence ends the listing.
const hearRoutes = (conversation: Conversation, { neighbor, routes }: Heard & { kind: 'routes' }, at: number): Turn => {
  const next = noteLine(conversation, { neighbor, routes })
  if (awaitsListing(conversation)) return turn(next)
  return turn({ ...next, listing: { ...next.listing, until: Math.max(next.listing.until ?? 0, at + settleAfterMs) } })
}

const awaitsListing = ({ phase, waiting }: Conversation): boolean => acknowledges(phase) === true && waiting?.command.kind === 'recall'

// A neighbor that has just come up may be new to ExaBGP and know none of our routes, and its session is looked at before it hears any. While
// one is away, ExaBGP says so at every attempt.
const hearNeighbor = (known: Conversation, { address, state }: Heard & { kind: 'neighbor' }, at: number): Turn => {
  const conversation = { ...known, sessions: turned(known.sessions, address, state) }
  if (state === conversation.neighbors.get(address)) return turn(conversation)
  const neighbors = new Map([...conversation.neighbors, [address, state]])
  const next = state === 'up' ? questionAll(beginAnew(conversation, at), at) : conversation
  return turn({ ...next, neighbors }, [], [{ type: 'neighbor', address, state }])
}

const beginAnew = (conversation: Conversation, at: number): Conversation => ({
  ...conversation,
  refused: new Map(),
  refresh: { ...conversation.refresh, at },
  sessions: askBy(conversation.sessions, at),
})
