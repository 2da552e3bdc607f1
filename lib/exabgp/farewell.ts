// What has to be taken back when the process stops?
import { type Addressed, type AddressedKey, addressedKey } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import { keysOf, write } from './command.ts'
import type { Conversation } from './conversation.ts'

type Farewell = { readonly lines: readonly string[]; readonly nlris: readonly AddressedKey[] }

/** The commands that withdraw everything that is, or may be, announced; nobody waits for their answers. */
export const farewell = ({ announced, waiting, grammar, suspects }: Conversation): Farewell => {
  const left = new Map<AddressedKey, Addressed>(announced)
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
