// What is the running process asked over its control socket, and what is it told to do?
//
// A table: each entry says what it answers, and those of one matter stand in a file of their own (`(running) => Handlers`). An order dispatches an
// event into the loop, which takes it in at once, and then reads off the state what came of it.
import type { Handlers } from '../io/control-handlers.ts'
import { historyHandlers } from './history-handlers.ts'
import { metricsHandlers } from './metrics-handlers.ts'
import { type OrderTaker, orderHandlers } from './order-handlers.ts'
import { reloadHandlers } from './reload-handlers.ts'
import type { Reloading } from './reloading.ts'
import { type StatusTeller, statusHandlers } from './status-handlers.ts'

/** The process as handlers see it. */
export type Running = OrderTaker & StatusTeller & { readonly reloading: Reloading }

/** Every entry; `GET` changes nothing. */
export const handlers = (running: Running): Handlers => ({
  ...statusHandlers(running),
  ...historyHandlers(running),
  ...metricsHandlers(running),
  ...orderHandlers(running),
  ...reloadHandlers(running.reloading),
})
