// What is true after ExaBGP was asked for its sessions?
import type { Audience } from '../bgp/route.ts'
import { arrived } from './arrival.ts'
import type { Conversation } from './conversation.ts'
import { sortedByNeighbors } from './gone-neighbors.ts'
import type { ConversationNews } from './news.ts'
import { advanced } from './phase.ts'
import { type Scope, type Sessions, settle, summaries, unanswered } from './sessions.ts'
import { andThen, type Turn, turn } from './turn.ts'
import { withoutAssumed } from './unlisted.ts'
import type { Outcome, Waiting } from './waiting.ts'

/** Where nothing is acknowledged the answer ends with silence. */
export const concludeSessions = (
  conversation: Conversation,
  { command, line, since }: Waiting,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => {
  const { sessions } = conversation
  switch (outcome) {
    case 'done':
      return andThen(
        turn({ ...conversation, sessions: { ...sessions, failures: 0 } }, [], [...news, { type: 'answered', line, afterMs: at - since }]),
        (next) => met(next, command.kind === 'sessions' && command.of !== undefined ? { only: command.of } : 'all'),
      )
    case 'flushed':
      return turn({ ...conversation, sessions: { ...sessions, settlesAt: at + meetWithinMs } }, [], news)
    case 'error':
    case 'unanswered':
      return turn(
        {
          ...conversation,
          phase: advanced(conversation.phase, 'meeting'),
          sessions: unanswered(sessions, conversation.settings.refreshMs, at),
        },
        [],
        [...news, { type: 'sessions-unknown', line, outcome }],
      )
  }
}

const meetWithinMs = 500

/** ExaBGP has described its sessions. */
export const met = (conversation: Conversation, scope: Scope): Turn => {
  const before = summaries(conversation.sessions)
  const sessions = settle(conversation.sessions, scope)
  const after = summaries(sessions)
  const wasAsked = sessions.askedAt > Number.NEGATIVE_INFINITY
  const phase = wasAsked ? advanced(conversation.phase, 'meeting') : conversation.phase
  const news = before.join() === after.join() ? [] : [{ type: 'sessions' as const, sessions: after }]
  const heard = { ...conversation, phase, sessions }
  const next = phase === conversation.phase ? heard : withoutAssumed(heard)
  const come = arrived(next, arrivals(conversation, sessions), sessions.askedAt)
  return andThen(turn(come === next ? next : comparedLater(come), [], news), sortedByNeighbors)
}

// Without a word of ExaBGP's own: those that are new, or have come up.
const arrivals = ({ sessions: { settled }, neighbors }: Conversation, after: Sessions): Audience =>
  settled.size === 0
    ? []
    : [...after.settled.values()].flatMap(({ address, state }) => {
        const before = [...settled.values()].filter((one) => one.address === address)
        const isNew = before.length === 0 || (state === 'up' && before.every((one) => one.state === 'down'))
        return isNew && !neighbors.has(address) ? [address] : []
      })

/** What a neighbor is told first has reached it by then; before, it would seem to lack everything. */
const compareAfterMs = 1000

const comparedLater = (conversation: Conversation): Conversation => {
  const { listing, sessions } = conversation
  return { ...conversation, listing: { ...listing, compareAt: Math.max(listing.compareAt, sessions.askedAt + compareAfterMs) } }
}
