// What is known of the VIPs that the program puts on this machine?
import type { PutVip } from '../policy/managed-vips.ts'
import { type Milliseconds, never } from '../values/time.ts'

export type LoopbackState = {
  /** Whether addresses of this machine may be changed: not in a terminal, and not by a shadow. */
  readonly manages: boolean
  /** By VIP, what this process or one before it has put there, or is about to; undefined until it is known what one before it has. */
  readonly ours: ReadonlyMap<string, PutVip> | undefined
  /** What one before it was about to put there, and nobody has seen there yet: it may still come. */
  readonly expected: { readonly vips: ReadonlySet<string>; readonly until: Milliseconds }
  /** What is being put there or taken away at this moment. */
  readonly changing: AddressChange | undefined
  /** By VIP: how often it was put there within a short time, and when last. */
  readonly tries: ReadonlyMap<string, { readonly count: number; readonly at: Milliseconds }>
  /** By VIP: what was not done, why, and since when. */
  readonly failures: ReadonlyMap<string, LoopbackFailure>
  /** By VIP of ours: since when it surely is not announced any more. */
  readonly withdrawnSince: ReadonlyMap<string, Milliseconds>
  /** When something is to be done although nothing happens. */
  readonly dueAt: Milliseconds
}

export type AddressChange = { readonly change: 'add' | 'remove'; readonly vips: readonly PutVip[] }

/** `spare`: it was not taken away, as somebody else needs it. */
type LoopbackFailure = {
  readonly change: 'add' | 'remove' | 'spare'
  readonly interface: string
  readonly reason: string
  readonly at: Milliseconds
}

export const nothingExpected: LoopbackState['expected'] = { vips: new Set(), until: never }

export const nothingPut = (manages: boolean): LoopbackState => ({
  manages,
  ours: undefined,
  expected: nothingExpected,
  changing: undefined,
  tries: new Map(),
  failures: new Map(),
  withdrawnSince: new Map(),
  dueAt: never,
})
