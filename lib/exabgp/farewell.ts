// What has to be taken back when the process stops?
import { type Addressed, type AddressedKey, addressedKey } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import { keysOf, write } from './command.ts'
import type { Conversation } from './conversation.ts'
import { isOurs } from './ours.ts'

type Farewell = { readonly lines: readonly string[]; readonly nlris: readonly AddressedKey[] }

/**
 * The commands that withdraw everything that is, or may be, announced; nobody waits for their answers. What is in question may be announced: its
 * withdraw may not have reached every neighbor.
 */
export const farewell = (conversation: Conversation, at: number): Farewell => {
  const { announced, healing, waiting, grammar, suspects } = conversation
  const inQuestion = [...healing.inQuestion].filter(([, route]) => isOurs(conversation, route, at))
  const left = new Map<AddressedKey, Addressed>([...inQuestion, ...announced])
  if (waiting?.command.kind === 'announce') for (const route of waiting.command.routes) left.set(addressedKey(route), route)
  if (waiting?.command.kind === 'withdraw') for (const key of keysOf(waiting.command)) left.delete(key)
  const nlris = [...left.keys()]
  const lines: string[] = []
  for (;;) {
    const command = nextCommand({ withdraw: [...left.values()], announce: [] }, suspects)
    if (command?.kind !== 'withdraw') return { lines, nlris }
    lines.push(write(command, grammar))
    for (const key of keysOf(command)) left.delete(key)
  }
}
