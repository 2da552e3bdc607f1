// What was configured for the conversation with ExaBGP?
import type { Family } from '../bgp/address.ts'
import type { Audience } from '../bgp/route.ts'

export type ExabgpConfig = {
  readonly dialect: 'auto' | Dialect
  readonly ack: 'auto' | 'on' | 'off'
  /** How often what is announced is repeated, so that a neighbor added since learns it. */
  readonly refreshMs: number
  /** Addresses; empty: every neighbor that lists the process. */
  readonly neighbors: readonly string[]
  /** How neighbors are written, by their canonical addresses, where that is otherwise; ExaBGP compares letters. */
  readonly spelling?: Readonly<Record<string, string>>
  /** Who is told that all has been announced (End-of-RIB, RFC 4724), once it has; empty: nobody. */
  readonly endOfRib: readonly EndOfRib[]
}

/** Without an audience it is for every neighbor that the process speaks to. */
export type EndOfRib = { readonly family: Family; readonly to?: Audience }

/** The command grammars of ExaBGP's API. */
export type Dialect = '4.2' | '5.0' | '6.0'
