// How many commands has ExaBGP got, and what became of them?

import { observed } from '../values/histogram.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationNews } from './news.ts'

/** Counts what there is to tell of a turn. */
export const tally = (conversation: Conversation, news: readonly ConversationNews[], at: number): Conversation =>
  news.reduce((before, one) => counted(before, one, at), conversation)

const counted = (conversation: Conversation, news: ConversationNews, at: number): Conversation => {
  const { counts } = conversation
  switch (news.type) {
    case 'sent':
      return { ...conversation, counts: { ...counts, commands: counts.commands + 1 } }
    case 'answered':
      return { ...conversation, answerMs: news.afterMs, answers: observed(conversation.answers, news.afterMs / 1000) }
    case 'unanswered':
      return { ...conversation, counts: { ...counts, unanswered: counts.unanswered + 1 } }
    case 'refused':
      return {
        ...conversation,
        counts: { ...counts, refused: counts.refused + 1 },
        lastRefusal: { at, line: news.line, complaint: news.complaint },
      }
    default:
      return conversation
  }
}
