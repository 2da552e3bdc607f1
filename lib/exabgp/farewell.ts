// What has to be taken back when the process stops?
import { type Nlri, type NlriKey, nlriKey } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import { write } from './command.ts'
import type { Conversation } from './conversation.ts'

export type Farewell = { readonly lines: readonly string[]; readonly nlris: readonly NlriKey[] }

/** The commands that withdraw everything that is, or may be, announced; nobody waits for their answers. */
export const farewell = ({ announced, waiting, grammar, alone }: Conversation): Farewell => {
  const left = new Map<NlriKey, Nlri>([...announced.values()].map(({ nlri }) => [nlriKey(nlri), nlri]))
  if (waiting?.command.kind === 'announce') for (const { nlri } of waiting.command.routes) left.set(nlriKey(nlri), nlri)
  if (waiting?.command.kind === 'withdraw') for (const nlri of waiting.command.nlris) left.delete(nlriKey(nlri))
  const nlris = [...left.keys()]
  const lines: string[] = []
  for (;;) {
    const command = nextCommand({ withdraw: [...left.values()], announce: [] }, alone)
    if (command?.kind !== 'withdraw') return { lines, nlris }
    lines.push(write(command, grammar))
    for (const nlri of command.nlris) left.delete(nlriKey(nlri))
  }
}
