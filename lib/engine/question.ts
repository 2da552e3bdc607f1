// What is asked of the world, for an event to answer?

import type { StatisticsAddress } from '../config/haproxy.ts'
import type { ProbeCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import type { Look, Watch } from '../haproxy/request.ts'
import type { CheckRef } from './event.ts'
import type { AddressChange } from './loopback-state.ts'

/** By path, the services for whose maintenance a file stands. */
export type MaintenanceFiles = ReadonlyMap<string, readonly string[]>

/** `question`: the number that the answer bears; all have one that leave `step`. */
export type Asking = { readonly question?: number } & (
  | {
      readonly type: 'read-statistics'
      readonly stats: StatisticsAddress
      readonly watch: Watch
      readonly look: Look
      readonly timeoutMs: number
    }
  | { readonly type: 'probe'; readonly check: CheckRef; readonly asks: ProbeCheck; readonly service: Service }
  /** Find out, in a moment, what processes beside this one announce. */
  | { readonly type: 'find-others' }
  /** Put VIPs on this machine, or take them away; what it has then is told by itself, before the answer. */
  | ({ readonly type: 'change-addresses' } & AddressChange)
  /** Look at every maintenance file; what is found is told by itself, and the answer tells of which nothing is. */
  | {
      readonly type: 'look-for-maintenance'
      readonly files: MaintenanceFiles
      /** Of these files some service has heard nothing yet. */
      readonly anew: ReadonlySet<string>
    }
)

const types: ReadonlySet<string> = new Set<Asking['type']>([
  'read-statistics',
  'probe',
  'find-others',
  'look-for-maintenance',
  'change-addresses',
])

export const isAsking = (effect: { readonly type: string }): effect is Asking => types.has(effect.type)
