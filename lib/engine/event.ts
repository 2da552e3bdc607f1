// What can happen to the process? Everything that `step` ever learns arrives as one of these.
import type { CheckKey } from '../config/check-key.ts'
import type { Config } from '../config/config.ts'
import type { Others } from '../exabgp/former.ts'
import type { RingReport } from '../haproxy/ring.ts'
import type { Outline, SnapshotResult } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import type { PutVip } from '../policy/managed-vips.ts'
import type { DrainWish, KeptOrders } from '../policy/orders.ts'
import type { Milliseconds } from '../values/time.ts'

export type CheckRef = { readonly service: string; readonly key: CheckKey }

/** `question`: the number of the question that it answers; absent where nobody else can have asked. */
export type Event = { readonly at: Milliseconds; readonly question?: number } & (
  | { readonly type: 'tick' }
  /** Another configuration is in force from now on. */
  | { readonly type: 'configured'; readonly config: Config }
  | { readonly type: 'statistics'; readonly result: SnapshotResult }
  | { readonly type: 'outline'; readonly outline: Outline }
  /** HAProxy's event ring has said something; what does not matter. `agoMs`: how long ago that happened, by HAProxy's clock; absent where that is not known. */
  | { readonly type: 'hint'; readonly agoMs?: number }
  | { readonly type: 'ring'; readonly report: RingReport }
  | { readonly type: 'probed'; readonly check: CheckRef; readonly evidence: Evidence }
  /** `forMs`: for how long the maintenance file has been there; undefined where it is not. `file`: which one was looked at. */
  | { readonly type: 'maintenance'; readonly service: string; readonly file?: string; readonly forMs: number | undefined }
  /** Whether it is there cannot be found out. */
  | { readonly type: 'maintenance-unknown'; readonly service: string; readonly file?: string; readonly reason: string }
  /** All of them have been looked at; those of these services have not answered since the time before. */
  | { readonly type: 'maintenance-looked'; readonly unanswered: readonly string[] }
  /** An operator wants these services gone. */
  | { readonly type: 'drain'; readonly services: readonly string[]; readonly order: DrainWish; readonly expireMs?: number }
  /** An operator takes back the orders for these services, and lets those go that stay away until they are ordered back. */
  | { readonly type: 'resume'; readonly services: readonly string[]; readonly author: string }
  /** An operator wants all checks of these services asked at once. */
  | { readonly type: 'check-now'; readonly services: readonly string[]; readonly author: string }
  /** What a predecessor was ordered can be read now, or why not. */
  | { readonly type: 'orders-read'; readonly kept: readonly KeptOrders[] | undefined; readonly reason: string }
  /** Whether the orders of now are written down; without a reason they are. */
  | { readonly type: 'orders-kept'; readonly reason: string | undefined }
  /** This machine has these addresses now, and no others. */
  | { readonly type: 'addresses'; readonly addresses: readonly string[] }
  /** Which it has cannot be found out. */
  | { readonly type: 'addresses-unknown'; readonly reason: string }
  /** An earlier run has put these VIPs on this machine. */
  | { readonly type: 'addresses-left'; readonly kept: readonly PutVip[] }
  /** By VIP, why it was not put there or taken away, or `spared`: who needs it still; of all others it was done. `foreign`: they were there before. */
  | {
      readonly type: 'addresses-changed'
      readonly refused: ReadonlyMap<string, string>
      readonly spared: ReadonlyMap<string, string>
      readonly foreign: readonly string[]
    }
  | { readonly type: 'others'; readonly others: Others }
  /** A file of secrets or certificates counts as it was, as it cannot be read; without a reason: no more. */
  | { readonly type: 'outdated'; readonly file: string; readonly reason: string | undefined }
  /** Why nobody can ask this process over a control socket; without a trouble: they can. */
  | { readonly type: 'control'; readonly socket: string; readonly trouble: string | undefined }
  /** A line from ExaBGP, without its end. */
  | { readonly type: 'heard'; readonly line: string }
  /** What was written has left the process. */
  | { readonly type: 'flushed' }
  /** ExaBGP closed its end. */
  | { readonly type: 'closed' }
  | { readonly type: 'stop'; readonly signal: string }
)
