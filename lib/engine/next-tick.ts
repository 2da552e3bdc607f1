// When is a tick wanted, if nothing happens before?
import { wakeAt } from '../exabgp/overdue.ts'
import { remembering } from '../values/remembering.ts'
import { earliest, type Milliseconds, reads } from '../values/time.ts'
import { remindAt } from './alarms.ts'
import { formerDueAt } from './former.ts'
import { ordersDueAt } from './kept-orders.ts'
import { nextDue } from './schedule.ts'
import { nextReview } from './service-state.ts'
import type { State } from './state.ts'
import { giveUpAt } from './watchdog.ts'

/** The earliest of all deadlines. */
export const nextTick = remembering(
  (state: State): Milliseconds =>
    earliest(
      nextDue(state),
      nextReview(state.services),
      state.maintenanceDueAt,
      state.loopback.dueAt,
      ordersDueAt(state),
      formerDueAt(state),
      reads(wakeAt(state.exabgp)),
      remindAt(state.alarms),
      giveUpAt(state.watchdog),
    ),
)
