// What follows once neighbors have come, or come back?
import type { Audience } from '../bgp/route.ts'
import type { Conversation } from './conversation.ts'
import { isSpokenTo } from './gone-neighbors.ts'
import { questionFor } from './in-question.ts'

/**
 * They may be new to ExaBGP and know none of our routes, and what changed while they were away may reach them in another order: everything is said again,
 * also what was refused. Those to whom nothing of ours is said are left alone.
 */
export const arrived = (conversation: Conversation, neighbors: Audience, at: number): Conversation => {
  const ours = neighbors.filter((address) => isSpokenTo(conversation, address, at))
  if (ours.length === 0) return conversation
  const { refresh } = conversation
  return questionFor({ ...conversation, refused: new Map(), refresh: { ...refresh, at: Math.min(refresh.at, at), whole: true } }, ours, at)
}
