// Which neighbors are up, and since when?
import type { Conversation, Turned } from './conversation.ts'
import { states } from './sessions.ts'

/** By address, as ExaBGP says by itself and when it is asked. */
export const neighborStates = ({ neighbors, sessions }: Pick<Conversation, 'neighbors' | 'sessions'>): ReadonlyMap<string, 'up' | 'down'> =>
  new Map([...neighbors, ...states(sessions)])

/** Notes which of them have turned since `before`. */
export const noteTurns = (conversation: Conversation, before: Conversation, at: number): Conversation => {
  if (conversation.neighbors === before.neighbors && conversation.sessions.known === before.sessions.known) return conversation
  const { turns } = conversation
  const next = new Map<string, Turned>()
  for (const [address, state] of neighborStates(conversation)) {
    const known = turns.get(address)
    next.set(address, known?.state === state ? known : { state, since: at, changes: known === undefined ? 0 : known.changes + 1 })
  }
  const isSame = next.size === turns.size && [...next].every(([address, turned]) => turns.get(address) === turned)
  return isSame ? conversation : { ...conversation, turns: next }
}
