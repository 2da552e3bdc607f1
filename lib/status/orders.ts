// Who wants a service gone, since when, and when does it go or come back?

import { ordersOf } from '../engine/order.ts'
import type { ServiceState } from '../engine/state.ts'
import { measureOf } from '../engine/target.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Wall } from './facts.ts'

export type OrderSnapshot = {
  /** The maintenance file, or an operator's hand in HAProxy. */
  readonly by: 'file' | 'haproxy'
  readonly since: number
  /** The path of the maintenance file. */
  readonly file?: string
}

export const ordersIn = (state: ServiceState, at: Milliseconds, wall: Wall): readonly OrderSnapshot[] =>
  ordersOf(state, measureOf(state, at)).map(({ by, since }) => {
    const { maintenanceFile: file } = state.service
    return { by, since: wall(since), ...(by === 'file' && file !== undefined && { file }) }
  })
