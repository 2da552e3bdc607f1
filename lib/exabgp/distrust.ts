// What becomes of the last commands once an answer has come that nobody awaited?
import type { Conversation } from './conversation.ts'
import { doubtful } from './rib.ts'

export const trusting: Conversation['distrust'] = { until: Number.NEGATIVE_INFINITY, afterMs: 0, isDue: false }

const firstDelayMs = 1000
const longestDelayMs = 60_000

/**
 * One of them may have ended otherwise than it seemed. Where every answer comes twice this would never end: what is said again for one is answered
 * twice as well. So it is put off twice as long each time.
 */
export const distrusted = (conversation: Conversation, at: number): Conversation => {
  const { distrust, recent } = conversation
  if (recent.length === 0) return conversation
  return at < distrust.until ? { ...conversation, distrust: { ...distrust, isDue: true } } : inDoubt(conversation, at)
}

/** When what was put off is due. */
export const distrustedAt = ({ distrust }: Conversation): number => (distrust.isDue ? distrust.until : Number.POSITIVE_INFINITY)

/** What was put off. */
export const inDoubt = (conversation: Conversation, at: number): Conversation => {
  const { distrust, recent, announced } = conversation
  const isSoonAgain = at < distrust.until + distrust.afterMs
  const afterMs = isSoonAgain ? Math.min(distrust.afterMs * 2, longestDelayMs) : firstDelayMs
  return {
    ...conversation,
    recent: [],
    announced: doubtful(announced, recent.flat()),
    distrust: { until: at + afterMs, afterMs, isDue: false },
  }
}
