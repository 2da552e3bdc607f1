// With whom does ExaBGP speak BGP, where its configuration is made from ours?
import type { Address, Family } from '../bgp/address.ts'
import type { Asn } from '../bgp/as-path.ts'
import type { NonEmpty } from '../values/non-empty.ts'

export type Sessions = {
  readonly localAs: Asn
  /** An IPv4 address; taken from the kernel where it is left out. */
  readonly routerId?: string
  readonly peers: NonEmpty<PeerSession>
}

export type PeerSession = {
  readonly address: Address
  readonly as: Asn
  /** 3 to 65535. */
  readonly holdTimeS: number
  /** IPv4 first, at least one. */
  readonly families: readonly Family[]
  /** Of the same family as `address`; taken from the kernel where it is left out. */
  readonly localAddress?: string
  /** How many hops away the peer may be, 1 to 255. */
  readonly multihop?: number
  /** File whose only line is the password of TCP MD5; the password itself is never part of the configuration. */
  readonly md5File?: string
  /** 1 to 4095. */
  readonly gracefulRestartS?: number
}
