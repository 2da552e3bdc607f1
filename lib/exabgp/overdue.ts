// Does ExaBGP read, and when does silence mean something?
import { write } from './command.ts'
import { conclude } from './command-result.ts'
import type { Conversation } from './conversation.ts'
import { isIdle } from './conversation.ts'
import { distrustedAt, inDoubt } from './distrust.ts'
import { unlisted } from './former.ts'
import { discrepancy, takeListing } from './listing.ts'
import { unheardAt } from './no-session.ts'
import { missOwnAnswer } from './own-answer.ts'
import { acknowledges, isGreeted, isOpen } from './phase.ts'
import { type Asked, askAgainAt, asked, askedAgain, countFor, written } from './question.ts'
import { recalled } from './recall-result.ts'
import { hasToRepeat } from './refresh.ts'
import { met } from './sessions-result.ts'
import { type Turn, turn } from './turn.ts'
import type { Waiting } from './waiting.ts'

/** How long the first question may stay unanswered before we speak without waiting for answers. */
const greetWithinMs = 2000

/** Asks for the version: to greet, and later to learn whether ExaBGP is there. */
export const ask = (conversation: Conversation, at: number): Turn => {
  const count = countFor(conversation.question)
  const question = asked(conversation.question, count, at)
  return turn({ ...conversation, question }, Array<string>(count).fill(questionIn(conversation)))
}

const questionIn = ({ grammar }: Conversation): string => write({ kind: 'version' }, grammar)

/**
 * What was written has left the process. Where ExaBGP acknowledges nothing, its version is asked for behind each command and answered for it, so
 * that commands never pile up in the pipe: of those that it reads at once, 5.0 may say the last to its peers first.
 */
export const flushed = (conversation: Conversation, at: number): Turn => {
  const { phase, question, waiting } = conversation
  if (question.kind === 'asked') return turn({ ...conversation, question: written(question) })
  if (acknowledges(phase) !== false || waiting === undefined) return turn(conversation)
  return isGreeted(phase) ? ask(conversation, at) : conclude(conversation, 'flushed', at)
}

/** Acts on answers that have been awaited too long. */
export const overdue = (conversation: Conversation, at: number): Turn => {
  const { phase, question, waiting, listing, sessions } = conversation
  if (at >= greetedBy(conversation)) return speakUnanswered(conversation, at)
  if (question.kind === 'asked' && at >= repeatedAt(conversation)) return askAgain(conversation, question, at)
  if (question.kind === 'answered' && at >= question.until) return missOwnAnswer(conversation, at)
  if (at >= distrustedAt(conversation)) return turn(inDoubt(conversation, at))
  if (waiting !== undefined && acknowledges(phase) && at >= waiting.probeAt) return probe(conversation, waiting, at)
  if (isOpen(phase) && listing.until !== undefined && at >= listing.until) {
    const taken = takeListing({ ...conversation, listing: { ...listing, until: undefined } }, false)
    if (listing.again) return turn(taken, [], discrepancy(conversation, taken))
    return turn(taken, [], acknowledges(phase) ? [] : recalled(taken))
  }
  if (sessions.settlesAt !== undefined && at >= sessions.settlesAt && !awaitsSessions(conversation)) return met(conversation, 'some')
  return turn(endRefusals(conversation, at))
}

const never = Number.POSITIVE_INFINITY

const greetedBy = ({ phase, question }: Conversation): number =>
  (phase.kind === 'unmet' || phase.kind === 'introduced') && question.kind === 'asked' ? question.at + greetWithinMs : never

const repeatedAt = ({ phase, question }: Conversation): number =>
  isGreeted(phase) && question.kind === 'asked' ? askAgainAt(question) : never

const askAgain = (conversation: Conversation, question: Asked, at: number): Turn => {
  const line = questionIn(conversation)
  const news = { type: 'silent' as const, line: conversation.waiting?.line ?? line, afterMs: at - question.since }
  return turn(
    { ...conversation, question: askedAgain(question, at) },
    [line],
    question.times === 1 && acknowledges(conversation.phase) === false ? [news] : [],
  )
}

const awaitsSessions = ({ waiting }: Conversation): boolean => waiting?.command.kind === 'sessions'

const probe = (conversation: Conversation, waiting: Waiting, at: number): Turn => {
  const probes = waiting.probes === 0 ? 1 : 2
  const { conversation: next, lines } = ask({ ...conversation, waiting: { ...waiting, probes, probeAt: never } }, at)
  return turn(next, lines, probes === 1 ? [{ type: 'silent', line: waiting.line, afterMs: at - waiting.since }] : [])
}

/** When `overdue` or `speak` may have something to do although nothing happened. */
export const wakeAt = (conversation: Conversation): number => {
  const { phase, question, waiting, listing, refresh, refused, sessions, healing } = conversation
  const ours = isOpen(phase) && isIdle(conversation)
  const times = [
    greetedBy(conversation),
    repeatedAt(conversation),
    distrustedAt(conversation),
    question.kind === 'answered' ? question.until : never,
    waiting !== undefined && acknowledges(phase) ? waiting.probeAt : never,
    isOpen(phase) ? (listing.until ?? never) : never,
    ours && hasToRepeat(conversation) ? refresh.at : never,
    ours && isGreeted(phase) ? Math.min(sessions.ask.at, listing.compareAt) : never,
    awaitsSessions(conversation) ? never : (sessions.settlesAt ?? never),
    ours ? healing.at : never,
    unheardAt(conversation) ?? never,
    ...[...refused.values()].map(({ until = never }) => until),
  ]
  return Math.min(...times)
}

const endRefusals = (conversation: Conversation, at: number): Conversation => {
  if (![...conversation.refused.values()].some(({ until = never }) => at >= until)) return conversation
  const refused = [...conversation.refused].map(([key, refusal]) => {
    const isOver = refusal.until !== undefined && at >= refusal.until
    return [key, isOver ? { ...refusal, until: undefined } : refusal] as const
  })
  return { ...conversation, refused: new Map(refused) }
}

const speakUnanswered = (conversation: Conversation, at: number): Turn => {
  const { question } = conversation
  if (question.kind !== 'asked') return turn(conversation)
  const next: Conversation = { ...conversation, phase: { kind: 'mute' }, question: { kind: 'none', owed: question.owed } }
  return turn(next, [], [{ type: 'no-version', afterMs: at - question.at }, ...unlisted(next)])
}
