// Which neighbors hear of the routes, and since when?

import type { State } from '../engine/state.ts'
import { lacks, sessionsWith } from '../exabgp/sessions.ts'
import type { Wall } from './facts.ts'

export type NeighborSnapshot = {
  readonly address: string
  /** Absent where nobody has told it. */
  readonly as?: number
  /** `unknown`: nothing has been heard of it. Of several sessions with it one is enough. */
  readonly state: 'up' | 'down' | 'unknown'
  /** Present where ExaBGP tells its sessions, and has no such neighbor. */
  readonly absent?: true
  /** When this process noticed; absent where it is unknown. */
  readonly since?: number
  /** How often it has come or gone since the start. */
  readonly changes: number
}

/** Those that are configured, or else all that ExaBGP has told of. */
export const neighborsIn = ({ exabgp, config }: State, wall: Wall): readonly NeighborSnapshot[] => {
  const configured = config.exabgp.neighbors
  const addresses = configured.length > 0 ? configured : [...exabgp.turns.keys()].sort()
  return addresses.map((address) => {
    const turned = exabgp.turns.get(address)
    const as = sessionsWith(exabgp.sessions, address)[0]?.peerAs ?? config.sessions?.peers.find((peer) => peer.address.text === address)?.as
    return {
      address,
      ...(as !== undefined && { as }),
      state: turned?.state ?? 'unknown',
      ...(turned === undefined && lacks(exabgp.sessions, address) && { absent: true as const }),
      ...(turned !== undefined && { since: wall(turned.since) }),
      changes: turned?.changes ?? 0,
    }
  })
}
