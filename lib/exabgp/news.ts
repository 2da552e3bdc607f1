// What is there to tell of the talk with ExaBGP?
import type { AddressedKey } from '../bgp/route.ts'
import type { Dialect } from '../config/exabgp.ts'
import type { AwaitedCommand } from './command.ts'

export type ConversationNews =
  | { readonly type: 'greeted'; readonly version: string; readonly dialect: Dialect; readonly acks: boolean }
  | { readonly type: 'no-version'; readonly afterMs: number }
  | { readonly type: 'inherited'; readonly nlris: readonly AddressedKey[] }
  /** Between what ExaBGP lists and what it was told. */
  | { readonly type: 'discrepancy'; readonly unasked: readonly AddressedKey[]; readonly missing: readonly AddressedKey[] }
  /** Of former VIPs. */
  | { readonly type: 'stale-vip'; readonly nlris: readonly AddressedKey[]; readonly withdrawn: boolean; readonly why: string }
  /** `refresh`: it was said before; `healing`: it may not have been sent as it was acknowledged. */
  | {
      readonly type: 'sent'
      readonly line: string
      readonly command: AwaitedCommand
      readonly refresh: boolean
      readonly healing?: true
    }
  | { readonly type: 'answered'; readonly line: string; readonly afterMs: number }
  | { readonly type: 'refused'; readonly line: string; readonly complaint: string | undefined; readonly next: 'in halves' | 'later' }
  | { readonly type: 'neighbor-gone'; readonly neighbors: readonly string[]; readonly nlris: readonly AddressedKey[] }
  | { readonly type: 'eor-refused'; readonly line: string }
  | { readonly type: 'silent'; readonly line: string; readonly afterMs: number }
  | { readonly type: 'answering'; readonly afterMs: number }
  | { readonly type: 'unanswered'; readonly line: string; readonly next: 'in halves' | 'later' }
  | { readonly type: 'neighbor'; readonly address: string; readonly state: 'up' | 'down' }
  | { readonly type: 'sessions'; readonly sessions: readonly string[] }
  | { readonly type: 'sessions-unknown'; readonly line: string; readonly outcome: 'error' | 'unanswered' }
  | { readonly type: 'no-session'; readonly nlris: readonly AddressedKey[] }
  | { readonly type: 'session-back' }
  | { readonly type: 'unsolicited'; readonly line: string }
