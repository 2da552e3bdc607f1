// Who wants a service gone, since when, and when does it go or come back?

import { ordersOf } from '../engine/order.ts'
import type { ServiceState } from '../engine/service-state.ts'
import { measureOf } from '../engine/target.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Wall } from './facts.ts'
import type { orderedBy } from './words.ts'

export type OrderSnapshot = {
  readonly by: (typeof orderedBy)[number]
  readonly since: number
  /** When it ends by itself. */
  readonly until?: number
  /** What the client of an order said: its claims. */
  readonly author?: string
  readonly reason?: string
  /** The path of the maintenance file. */
  readonly file?: string
}

export const ordersIn = (state: ServiceState, at: Milliseconds, wall: Wall): readonly OrderSnapshot[] =>
  ordersOf(state, measureOf(state, at)).map(({ by, since, until, author, reason }) => {
    const { maintenanceFile: file } = state.service
    const claims = { ...(author !== undefined && { author }), ...(reason !== undefined && { reason }) }
    return {
      by,
      since: wall(since),
      ...(until !== undefined && { until: wall(until) }),
      ...claims,
      ...(by === 'file' && file !== undefined && { file }),
    }
  })
