// Does anybody hear what is announced?
import { addressedKey } from '../bgp/route.ts'
import type { Conversation, Unheard } from './conversation.ts'
import { neighborStates } from './neighbors.ts'
import { said } from './rib.ts'
import { askBy } from './sessions.ts'
import { type Turn, turn } from './turn.ts'

/** How long no session may be up before it is said: ExaBGP needs a moment to connect. */
const patienceMs = 5000

/** Says once that what is announced reaches nobody, and that it does again. Just before, ExaBGP is asked whether it is still so. */
export const reach = (conversation: Conversation, at: number): Turn => {
  const { unheard, announced, sessions } = conversation
  if (said(announced).length === 0 || !isDeaf(conversation))
    return unheard === undefined ? turn(conversation) : ended(conversation, unheard)
  if (unheard === undefined) {
    return turn({ ...conversation, unheard: { since: at, said: false }, sessions: askBy(sessions, at + patienceMs - confirmMs) })
  }
  if (unheard.said || at < unheard.since + patienceMs) return turn(conversation)
  return turn(
    { ...conversation, unheard: { ...unheard, said: true } },
    [],
    [{ type: 'no-session', nlris: said(announced).map(addressedKey) }],
  )
}

/** When it is to be said, if nothing changes. */
export const unheardAt = ({ unheard }: Conversation): number | undefined =>
  unheard === undefined || unheard.said ? undefined : unheard.since + patienceMs

const confirmMs = 500

const ended = (conversation: Conversation, { said: wasSaid }: Unheard): Turn =>
  turn({ ...conversation, unheard: undefined }, [], wasSaid && said(conversation.announced).length > 0 ? [{ type: 'session-back' }] : [])

// Only what was said counts: an answer, or the news of a session.
const isDeaf = (conversation: Conversation): boolean => {
  const { settings } = conversation
  const concerned = [...neighborStates(conversation)].filter(
    ([address]) => settings.neighbors.length === 0 || settings.neighbors.includes(address),
  )
  return concerned.length > 0 && concerned.every(([, state]) => state === 'down')
}
