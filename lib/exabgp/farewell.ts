// What has to be taken back when the process stops?
import { type Addressed, type AddressedKey, addressedKey } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import { keysOf, write } from './command.ts'
import type { Conversation } from './conversation.ts'
import { isOurs } from './ours.ts'

/** `withdrawn`: what was announced until now. `again`: what was withdrawn before. */
type Farewell = { readonly lines: readonly string[]; readonly withdrawn: readonly AddressedKey[]; readonly again: readonly AddressedKey[] }

/**
 * The commands that withdraw everything that is, or may be, announced; nobody waits for their answers. What is in question is withdrawn once more, as
 * its withdraw may not have reached every neighbor.
 */
export const farewell = (conversation: Conversation, at: number): Farewell => {
  const { announced, aside, healing, waiting, grammar, suspects } = conversation
  const left = new Map<AddressedKey, Addressed>(announced)
  if (waiting?.command.kind === 'announce') for (const route of waiting.command.routes) left.set(addressedKey(route), route)
  const inFlight = new Set(waiting?.command.kind === 'withdraw' ? keysOf(waiting.command) : [])
  for (const key of inFlight) left.delete(key)
  const withdrawn = [...left.keys()]
  const doubtful: (readonly [AddressedKey, Addressed])[] = [...aside, ...healing.inQuestion].filter(
    ([key, route]) => !left.has(key) && !inFlight.has(key) && isOurs(conversation, route, at),
  )
  for (const [key, route] of doubtful) left.set(key, route)
  const again = doubtful.map(([key]) => key)
  const lines: string[] = []
  for (;;) {
    const command = nextCommand({ withdraw: [...left.values()], announce: [] }, suspects)
    if (command?.kind !== 'withdraw') return { lines, withdrawn, again }
    lines.push(write(command, grammar))
    for (const key of keysOf(command)) left.delete(key)
  }
}
