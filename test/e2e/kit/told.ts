// What was a router told about a prefix, step by step?
import { isDeepStrictEqual } from 'node:util'
import type { Peer } from './peer.ts'

type Told = ReturnType<Peer['history']>[number]

const step = (event: Told): string => (event.kind === 'announce' ? event.attributes.asPath.join(' ') : event.kind)

/** What is said with the same attributes as just before changes nothing. */
const isNew = (event: Told, before: Told | undefined): boolean =>
  event.kind !== before?.kind ||
  (event.kind === 'announce' && before.kind === 'announce' && !isDeepStrictEqual(event.attributes, before.attributes))

/** `withdraw`, or the AS path of an announcement, for every message about the prefix since the router started. */
export const told = (peer: Peer, prefix: string): string[] => peer.history(prefix).map(step)

/** The same, without what was only said once more. */
export const toldAnew = (peer: Peer, prefix: string): string[] =>
  peer
    .history(prefix)
    .filter((event, index, all) => isNew(event, all[index - 1]))
    .map(step)
