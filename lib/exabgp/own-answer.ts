// What does it tell that ExaBGP has said its version, and acknowledged that or not?
import { conclude } from './command-result.ts'
import type { Conversation } from './conversation.ts'
import { isGreeted } from './phase.ts'
import { noQuestion } from './question.ts'
import { andThen, type Turn, turn } from './turn.ts'
import { answerWithinMs } from './waiting.ts'

/**
 * It was acknowledged. ExaBGP carries out route commands after all questions that it has read, and long ones bit by bit: only a second question, asked
 * a while after it woke up, proves that the awaited answer will not come.
 */
export const hearOwnAnswer = (conversation: Conversation, at: number): Turn =>
  askedOnce(conversation, at + answerWithinMs) ?? giveUp(conversation, at)

/** It was not, in time. Who leaves out two of them, and that of a command, acknowledges nothing any more. */
export const missOwnAnswer = (before: Conversation, at: number): Turn => {
  const conversation = { ...before, question: noQuestion }
  const asked = askedOnce(conversation, at)
  if (asked !== undefined) return asked
  const { phase, grammar } = conversation
  if (!isGreeted(phase)) return giveUp(conversation, at)
  const news = { type: 'greeted' as const, version: phase.version, dialect: grammar.dialect, acks: false }
  return andThen(turn({ ...conversation, phase: { ...phase, acks: false } }, [], [news]), (it) => giveUp(it, at))
}

const askedOnce = (conversation: Conversation, probeAt: number): Turn | undefined => {
  const { waiting } = conversation
  if (waiting === undefined || waiting.probes === 0) return turn(conversation)
  return waiting.probes === 2 ? undefined : turn({ ...conversation, waiting: { ...waiting, probeAt } })
}

const giveUp = (conversation: Conversation, at: number): Turn => conclude(conversation, 'unanswered', at)
