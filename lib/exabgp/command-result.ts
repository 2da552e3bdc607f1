// What is true after the command in flight has ended, this way or another?
import type { Conversation } from './conversation.ts'
import type { ConversationNews } from './news.ts'
import { concludeRecall } from './recall-result.ts'
import { concludeRoutes } from './routes-result.ts'
import { concludeSessions } from './sessions-result.ts'
import { type Turn, turn } from './turn.ts'
import type { Outcome, Waiting } from './waiting.ts'

export const conclude = (conversation: Conversation, outcome: Outcome, at: number): Turn => {
  const { waiting } = conversation
  if (waiting === undefined) return turn(conversation)
  const idle = { ...conversation, waiting: undefined }
  const news = waiting.probes === 0 ? [] : [{ type: 'answering' as const, afterMs: at - waiting.since }]
  const { command } = waiting
  if (command.kind === 'recall') return concludeRecall(idle, waiting, outcome, at, news)
  if (command.kind === 'end-of-rib') return concludeEndOfRib(idle, waiting, outcome, at, news)
  if (command.kind === 'flush') return concludeFlush(idle, waiting, outcome, at, news)
  if (command.kind === 'sessions') return concludeSessions(idle, waiting, outcome, at, news)
  return concludeRoutes(idle, waiting, command, outcome, at, news)
}

// ExaBGP refuses it while no session is up; it is said again when one comes up.
const concludeEndOfRib = (
  conversation: Conversation,
  { line, since }: Waiting,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => {
  switch (outcome) {
    case 'done':
    case 'flushed':
      return turn(
        { ...conversation, endOfRib: { ...conversation.endOfRib, taken: true } },
        [],
        [...news, { type: 'answered', line, afterMs: at - since }],
      )
    case 'error':
      return turn(conversation, [], [...news, { type: 'eor-refused', line }])
    case 'unanswered':
      return turn(conversation, [], [...news, { type: 'unanswered', line, next: 'later' }])
  }
}

// ExaBGP refuses it while no session is up; then there is nobody to send anything to.
const concludeFlush = (
  conversation: Conversation,
  { line, since }: Waiting,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => turn(conversation, [], outcome === 'error' ? news : [...news, { type: 'answered', line, afterMs: at - since }])
