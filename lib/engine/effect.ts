// What should be done about it? Everything that `step` ever wants leaves as one of these.
import type { AddressedKey, Route } from '../bgp/route.ts'
import type { ConversationNews } from '../exabgp/news.ts'
import type { RingOutcome } from '../haproxy/ring.ts'
import type { Evidence } from '../health/evidence.ts'
import type { Verdict } from '../policy/desired.ts'
import type { PutVip } from '../policy/managed-vips.ts'
import type { DrainWish, KeptOrders } from '../policy/orders.ts'
import type { AlarmNews } from './alarms.ts'
import type { Asking } from './question.ts'
import type { TrafficNews } from './traffic.ts'
import type { Unreachable, Unsuited } from './unsuited-sessions.ts'

export type Effect =
  | Asking
  | { readonly type: 'write'; readonly line: string }
  /** Follow the event ring of the process of HAProxy that answers now. */
  | { readonly type: 'follow-ring' }
  | { readonly type: 'tell'; readonly news: News }
  /** Of the former VIPs only these may still be announced. */
  | { readonly type: 'remember'; readonly former: readonly string[] }
  /** A successor has to know these orders, and no others. */
  | { readonly type: 'keep-orders'; readonly kept: readonly KeptOrders[] }
  /** A successor has to know that these VIPs on this machine are ours, and no others; before any other is put there. */
  | { readonly type: 'keep-addresses'; readonly ours: readonly PutVip[] }
  /** Leave once what was written has left, at the latest after `withinMs`. */
  | { readonly type: 'exit'; readonly withinMs: number }

/** Another configuration is in force: what became of the services, by name. `others`: something besides services changed. */
export type Reconfigured = {
  readonly type: 'configured'
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  readonly others: boolean
}

/** `left`: they are no VIPs any more and stay where they are. `spared`: they stay as somebody else needs them, which `why` says. */
export type LoopbackNews = {
  readonly type: 'loopback'
  readonly change: 'added' | 'removed' | 'left' | 'spared'
  readonly interface: string
  readonly vips: readonly string[]
  readonly why?: string
}

/** What an operator may want to read. */
export type News =
  | ConversationNews
  | Reconfigured
  | {
      readonly type: 'verdict'
      readonly service: string
      readonly from: Verdict
      readonly to: Verdict
      /** It has just come up and is announced with the attributes of warming. */
      readonly warm: boolean
      readonly routes: readonly Route[]
      /** What its checks came to, 0 to 1; undefined while that is open. */
      readonly capacity: number | undefined
      readonly why: string
    }
  | {
      readonly type: 'evidence'
      readonly service: string
      readonly check: string
      readonly before: Evidence | undefined
      readonly evidence: Evidence
    }
  | { readonly type: 'guarded'; readonly service: string; readonly nlri: AddressedKey; readonly reason: string }
  | {
      /** Damping holds an improvement back, or a slow start that is over, where both verdicts are the same. */
      readonly type: 'held'
      readonly service: string
      readonly from: Verdict
      readonly to: Verdict
      readonly penalty: number
      /** The penalty has to fall below it. */
      readonly limit: number
      readonly forMs: number
    }
  | {
      readonly type: 'released'
      readonly service: string
      readonly from: Verdict
      readonly to: Verdict
      readonly penalty: number
      readonly afterMs: number
    }
  | AlarmNews
  | LoopbackNews
  | TrafficNews
  | Unsuited
  | Unreachable
  | { readonly type: 'worker'; readonly pid: number; readonly previousPid: number }
  | ({ readonly type: 'ring' } & RingOutcome)
  /** A server went down, and the ring that is followed did not tell. */
  | { readonly type: 'ring-silent'; readonly ring: string; readonly backend: string; readonly server: string }
  | { readonly type: 'maintenance'; readonly service: string; readonly present: boolean }
  | ({ readonly type: 'order'; readonly services: readonly string[] } & (
      | ({ readonly order: 'drain'; readonly expireMs?: number } & DrainWish)
      /** `files`: maintenance files that keep services away all the same. */
      | { readonly order: 'resume'; readonly author: string; readonly files: readonly string[] }
      | { readonly order: 'check-now'; readonly author: string }
    ))
  /** It ended by itself: its time was over, or ExaBGP was started again. */
  | ({
      readonly type: 'order-over'
      readonly services: readonly string[]
      readonly how: 'expired' | 'started'
      readonly afterMs: number
    } & DrainWish)
  /** It went down, and stays so until it is ordered back. */
  | { readonly type: 'latched'; readonly service: string }
  | {
      readonly type: 'stopping'
      readonly signal: string
      readonly withdrawn: readonly AddressedKey[]
      readonly again: readonly AddressedKey[]
    }
  | { readonly type: 'exabgp-gone'; readonly how: string }
