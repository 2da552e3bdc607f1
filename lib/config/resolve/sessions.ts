// Which BGP sessions does this node have?
import type { Family } from '../../bgp/address.ts'
import type { Asn } from '../../bgp/as-path.ts'
import { nonEmpty } from '../../values/non-empty.ts'
import type { WrittenPeer, WrittenSessions } from '../schema/sessions.ts'
import type { PeerSession, Sessions } from '../sessions.ts'

/** The sessions with every default filled in; what a peer says goes before what `sessions` say. `announced`: the families of all VIPs. */
export const sessionsOf = (written: WrittenSessions, localAs: Asn, announced: ReadonlySet<Family>): Sessions => {
  const { 'router-id': routerId, peers, ...shared } = written
  return {
    localAs,
    ...(routerId !== undefined && { routerId }),
    peers: nonEmpty(peers.flatMap((peer) => peerOf({ ...shared, ...peer }, familiesOf(peer, peers, announced)))),
  }
}

const holdTimeS = 30

const peerOf = (peer: WrittenPeer, families: readonly Family[]): readonly PeerSession[] => {
  const { as, multihop, 'local-address': localAddress, 'md5-file': md5File, 'graceful-restart': gracefulRestartS } = peer
  if (as === undefined) return []
  return [
    {
      address: peer.address,
      as,
      holdTimeS: peer['hold-time'] ?? holdTimeS,
      families: both.filter((family) => (peer.families ?? families).includes(family)),
      ...(localAddress !== undefined && { localAddress: localAddress.text }),
      ...(multihop !== undefined && { multihop }),
      ...(md5File !== undefined && { md5File }),
      ...(gracefulRestartS !== undefined && { gracefulRestartS }),
    },
  ]
}

const both: readonly Family[] = ['ipv4', 'ipv6']

/** A family goes over the sessions of its own kind, where `next-hop self` is right, and over the others only where there are none of these. */
export const familiesOf = ({ address: { family: own } }: WrittenPeer, peers: readonly WrittenPeer[], announced: ReadonlySet<Family>) => {
  const families = [...announced].filter((family) => family === own || !peers.some(({ address }) => address.family === family))
  return families.length > 0 ? families : [own]
}
