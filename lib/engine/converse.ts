// What do the state and the effects take from a turn of the conversation with ExaBGP?
import type { Conversation } from '../exabgp/conversation.ts'
import { tally } from '../exabgp/tally.ts'
import type { Turn } from '../exabgp/turn.ts'
import type { Milliseconds } from '../values/time.ts'
import type { State } from './state.ts'
import { type Step, tell } from './step-result.ts'

/** Lines are written and news told. */
export const converse = (state: State, at: Milliseconds, talk: (conversation: Conversation) => Turn): Step => {
  const { conversation: next, lines, news } = talk(state.exabgp)
  const conversation = tally(next, news, at)
  const exabgp = conversation === state.exabgp ? state : { ...state, exabgp: conversation }
  return { state: exabgp, effects: [...lines.map((line) => ({ type: 'write' as const, line })), ...tell(news)] }
}
