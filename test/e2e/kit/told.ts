// What was a router told about a prefix, step by step?
import type { Peer } from './peer.ts'

/** `withdraw`, or the AS path of an announcement, for every message about the prefix since the router started. */
export const told = (peer: Peer, prefix: string): string[] =>
  peer.history(prefix).map((event) => (event.kind === 'announce' ? event.attributes.asPath.join(' ') : event.kind))

/** The same, without what was only said once more. */
export const toldAnew = (peer: Peer, prefix: string): string[] => told(peer, prefix).filter((one, index, all) => one !== all[index - 1])
