// What does the process know? All of it stands in this one record.
import type { Config } from '../config/config.ts'
import type { Conversation } from '../exabgp/conversation.ts'
import type { DesiredRib } from '../exabgp/rib.ts'
import type { KeptOrders } from '../policy/orders.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Alarms } from './alarms.ts'
import type { HaproxyState } from './haproxy-state.ts'
import type { LoopbackState } from './loopback-state.ts'
import type { Reactions } from './reactions.ts'
import type { ServiceState } from './service-state.ts'
import type { Watchdog } from './watchdog.ts'

export type State = {
  /** What is in force. */
  readonly config: Config
  readonly haproxy: HaproxyState
  /** In the order of the configuration. */
  readonly services: readonly ServiceState[]
  readonly exabgp: Conversation
  /** When maintenance files are looked at again; never where there are none, or while that is under way. */
  readonly maintenanceDueAt: Milliseconds
  /** The routes of all services that have a verdict. */
  readonly desired: DesiredRib
  /** What was said about sessions that do not suit what is configured; nothing is said twice. */
  readonly warned: ReadonlySet<string>
  readonly former: FormerState
  readonly local: LocalState
  readonly loopback: LoopbackState
  /** What is wrong for a while, and is said again. */
  readonly alarms: Alarms
  readonly keeping: KeepingState
  /** Files that count as they were, and why they cannot be read. */
  readonly outdated: ReadonlyMap<string, string>
  /** Control sockets over which nobody can ask this process, and why. */
  readonly unserved: ReadonlyMap<string, string>
  /** How often one could not be offered since the start. */
  readonly listenerFailures: number
  readonly reactions: Reactions
  /** What is asked and not answered yet. */
  readonly watchdog: Watchdog
  readonly stopped: boolean
}

type FormerState = {
  /** VIPs of an earlier run that may still be announced, as the state file has them. */
  readonly remembered: readonly string[]
  /** Whether it is being found out who else announces what. */
  readonly asking: boolean
  /** Why nobody could tell, and when that is asked again: `afterMs` after the answer. */
  readonly unknown: { readonly reason: string; readonly afterMs: number; readonly askAt: Milliseconds } | undefined
}

/** What the looks at this machine's addresses have found. */
export type LocalState = {
  /** Those of the last look that found out; undefined before one has. */
  readonly addresses: readonly string[] | undefined
  /** Why they cannot be looked at now. */
  readonly trouble: string | undefined
}

/** How orders outlive the process. */
type KeepingState = {
  /** Why those of a predecessor cannot be read; services whose orders are not known announce nothing new. */
  readonly unread: string | undefined
  /** Why those of now are not written down. */
  readonly unkept: string | undefined
  /** Those of services that a reload took away, until it brings them back. */
  readonly gone: readonly KeptOrders[]
}
