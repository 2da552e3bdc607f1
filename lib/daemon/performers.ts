// What does the process do to the world, for the sake of effects?
import type { StatisticsAddress } from '../config/haproxy.ts'
import type { ProbeCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import type { News } from '../engine/effect.ts'
import type { Event } from '../engine/event.ts'
import type { AddressChange } from '../engine/loopback-state.ts'
import type { MaintenanceFiles } from '../engine/question.ts'
import type { Look, Watch } from '../haproxy/request.ts'
import type { OutlineResult, SnapshotResult } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import type { LogLine } from '../log/line.ts'
import type { PutVip } from '../policy/managed-vips.ts'
import type { KeptOrders } from '../policy/orders.ts'
import type { Memory } from './memory.ts'
import type { Mistakes } from './mistakes.ts'

/** What carries effects out. What rejects or throws is a mistake of this program: it costs what it was asked for, and nothing else. */
export type Performers = {
  readonly write: (line: string) => void
  readonly readStatistics: (
    stats: StatisticsAddress,
    watch: Watch,
    look: Look,
    timeoutMs: number,
  ) => Promise<SnapshotResult | OutlineResult>
  readonly probe: (check: ProbeCheck, service: Service) => Promise<Evidence>
  /** Resolves to the services whose maintenance file has not answered since the time before; what is found is dispatched by itself. */
  readonly lookForMaintenance: (files: MaintenanceFiles, anew: ReadonlySet<string>) => Promise<readonly string[]>
  /** Puts VIPs on this machine, or takes them away; what it has then is dispatched before. */
  readonly changeAddresses: (change: AddressChange) => Promise<Extract<Happening, { readonly type: 'addresses-changed' }>>
  /** Writes down which VIPs on this machine are ours. */
  readonly keepAddresses: (ours: readonly PutVip[]) => void
  /** Follow the events of the process of HAProxy that answers now. */
  readonly followRing: () => void
  readonly log: (line: LogLine) => void
  /** Keeps what has happened, and how the log says it, for those who ask for it. */
  readonly note: (news: News, line: LogLine) => void
  readonly memory: Memory
  /** Writes down the orders that a successor has to know. */
  readonly keepOrders: (kept: readonly KeptOrders[]) => void
  readonly exit: (withinMs: number) => void
  readonly mistake: Mistakes
}

/** An event before it has a time. */
export type Happening = Event extends infer One ? (One extends Event ? Omit<One, 'at'> : never) : never
