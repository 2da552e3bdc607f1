// What does a turn of the conversation lead to?
import type { Conversation } from './conversation.ts'
import type { ConversationNews } from './news.ts'

/** `lines`: what is written. */
export type Turn = { readonly conversation: Conversation; readonly lines: readonly string[]; readonly news: readonly ConversationNews[] }

/** One that leads to nothing else. */
export const turn = (conversation: Conversation, lines: readonly string[] = [], news: readonly ConversationNews[] = []): Turn => ({
  conversation,
  lines,
  news,
})

/** Hands the conversation that a turn led to on to the next, and keeps what both led to. */
export const andThen = (first: Turn, next: (conversation: Conversation) => Turn): Turn => {
  const second = next(first.conversation)
  return turn(second.conversation, [...first.lines, ...second.lines], [...first.news, ...second.news])
}
