// Which routes may ExaBGP not have sent as it acknowledged them?
import type { Addressed, AddressedKey } from '../bgp/route.ts'
import type { Members } from './members.ts'

/**
 * What ExaBGP acknowledged may not be what it sends: of several commands before the turn of a neighbor that does not read, or is away, the
 * older may win. What is in question is said once more when nothing has changed for a moment, again as long as such a neighbor may be
 * waiting, and then once more with the listing.
 */
export type Healing = {
  readonly inQuestion: ReadonlyMap<AddressedKey, Addressed>
  readonly at: number
  /** No round begins after it. */
  readonly until: number
  /** Whether the next round is the first since something came in question. */
  readonly first: boolean
  /** What this round has still to withdraw again. */
  readonly withdraw: readonly Addressed[]
  /** What this round has still to announce in another text, for an ExaBGP that cannot be made to send what it has. */
  readonly otherwise: readonly AddressedKey[]
  /** What this round has still to announce again: ExaBGP keeps no list, or has it in another text. */
  readonly announce: readonly AddressedKey[]
  /** Whether this round has still to make ExaBGP send what it has. */
  readonly flush: boolean
  /** Who may lack something, as far as only they are sent everything. */
  readonly to: Members
}

/** ExaBGP has sent everything. */
export const nothingInQuestion: Healing = {
  inQuestion: new Map(),
  at: Number.POSITIVE_INFINITY,
  until: 0,
  first: false,
  withdraw: [],
  otherwise: [],
  announce: [],
  flush: false,
  to: [],
}

export const isHealed = ({ inQuestion, otherwise, announce, flush }: Healing): boolean =>
  inQuestion.size + otherwise.length + announce.length === 0 && !flush
