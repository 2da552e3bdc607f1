// What follows once a neighbor has come, or come back?
import type { Conversation } from './conversation.ts'
import { questionAll } from './in-question.ts'

/**
 * It may be new to ExaBGP and know none of our routes, and what changed while it was away may reach it in another order: everything is said again,
 * also what was refused.
 */
export const arrived = (conversation: Conversation, at: number): Conversation => {
  const { refresh } = conversation
  return questionAll({ ...conversation, refused: new Map(), refresh: { ...refresh, at: Math.min(refresh.at, at), whole: true } }, at)
}
