// What follows from a line that ExaBGP sent?
import { nlriKey } from '../bgp/route.ts'
import type { Dialect } from '../config/config.ts'
import type { Heard } from './answer.ts'
import { conclude } from './conclude.ts'
import { acknowledgeWithinMs, answerWithinMs, type Conversation, type Turn, turn } from './conversation.ts'
import { ask } from './speak.ts'

/** Takes in one line; `shutdown` is the caller's to act on. */
export const hear = (conversation: Conversation, heard: Heard, line: string, at: number): Turn => {
  switch (heard.kind) {
    case 'version':
      return hearVersion(conversation, heard.version, heard.structured, at)
    case 'done':
    case 'error':
      return hearAnswer(conversation, heard.kind, line, at)
    case 'complaint':
      return turn({ ...conversation, complaint: heard.text })
    case 'route':
      return hearRoute(conversation, heard, at)
    case 'neighbor':
      return hearNeighbor(conversation, heard, at)
    case 'shutdown':
    case 'other':
      return turn(conversation)
  }
}

const hearVersion = (conversation: Conversation, version: string, structured: boolean, at: number): Turn => {
  const asked = Math.max(0, conversation.asked - 1)
  if (conversation.greeted) return turn({ ...conversation, asked, ownAnswerBy: conversation.acks ? at + answerWithinMs : undefined })
  const { settings } = conversation
  const dialect = settings.dialect === 'auto' ? dialectOf(version, structured) : settings.dialect
  const known = { ...conversation, asked, version, stage: 'greeting' as const, grammar: { ...conversation.grammar, dialect } }
  // A second version before any acknowledgement of the first: this ExaBGP acknowledges nothing.
  if (settings.ack === 'off' || (settings.ack === 'auto' && conversation.ownAnswerBy !== undefined)) return greeted(known, false)
  if (settings.ack === 'on') return greeted({ ...known, ownAnswerBy: at + answerWithinMs }, true)
  return turn({ ...known, ownAnswerBy: at + acknowledgeWithinMs })
}

/** 6.0 speaks its older grammar where it is configured to; then its version comes as text. */
const dialectOf = (version: string, structured: boolean): Dialect => {
  if (structured) return '6.0'
  return version.startsWith('4.') ? '4.2' : '5.0'
}

const greeted = (conversation: Conversation, acks: boolean): Turn => {
  const { grammar, version = 'unknown' } = conversation
  // What was sent before the greeting may have been misunderstood.
  const announced = new Map([...conversation.announced].map(([key, { nlri }]) => [key, { nlri, attributes: 'unknown' as const }]))
  return turn(
    {
      ...conversation,
      greeted: true,
      stage: 'recalling',
      acks,
      announced,
      waiting: undefined,
      complaint: undefined,
      ...(acks ? {} : { ownAnswerBy: undefined }),
    },
    [],
    [{ type: 'greeted', version, dialect: grammar.dialect, acks }],
  )
}

const hearAnswer = (conversation: Conversation, outcome: 'done' | 'error', line: string, at: number): Turn => {
  if (conversation.ownAnswerBy !== undefined) return hearOwnAnswer({ ...conversation, ownAnswerBy: undefined }, at)
  if (conversation.waiting === undefined || !conversation.acks) return turn(conversation, [], [{ type: 'stray', line }])
  return conclude(conversation, outcome, at)
}

// The acknowledgement that belongs to a version. Route commands of one batch are carried out after it, so only the second version that
// stays ahead of the awaited answer proves that the answer will not come.
const hearOwnAnswer = (conversation: Conversation, at: number): Turn => {
  const { waiting, stage } = conversation
  if (stage === 'greeting') return greeted(conversation, true)
  if (waiting === undefined || waiting.probes === 0) return turn(conversation)
  if (waiting.probes === 2) return conclude(conversation, 'unanswered', at)
  return ask({ ...conversation, waiting: { ...waiting, probes: 2 } }, at)
}

const hearRoute = (conversation: Conversation, heard: Heard & { kind: 'route' }, at: number): Turn => {
  const prefix = conversation.settings.vips.get(heard.prefix)
  const recalling = conversation.recallUntil !== undefined && at <= conversation.recallUntil
  if (prefix === undefined || !recalling) return turn(conversation)
  const nlri = heard.pathInformation === undefined ? { prefix } : { prefix, pathInformation: heard.pathInformation }
  const key = nlriKey(nlri)
  if (conversation.announced.has(key)) return turn(conversation)
  return turn({ ...conversation, announced: new Map([...conversation.announced, [key, { nlri, attributes: 'unknown' }]]) })
}

// A neighbor that has just come up may be new to ExaBGP and know none of our routes.
const hearNeighbor = (conversation: Conversation, { address, state }: Heard & { kind: 'neighbor' }, at: number): Turn => {
  return turn(state === 'up' ? { ...conversation, refreshAt: at } : conversation, [], [{ type: 'neighbor', address, state }])
}
