// What is the running process asked over its control socket, and what is it told to do?
//
// A table: each entry says what it answers, and those of one matter stand in a file of their own (`(running) => Handlers`). An order dispatches an
// event into the loop, which takes it in at once, and then reads off the state what came of it.
import { now } from '../io/clock.ts'
import { type Asked, failure, type Handlers, type Reply } from '../io/control-handlers.ts'
import { snapshot } from '../status/snapshot.ts'
import type { Changes } from './changes.ts'
import type { Loaded } from './facts.ts'
import { tellFacts } from './facts.ts'
import { historyHandlers, type Remembered } from './history-handlers.ts'
import { metricsHandlers } from './metrics-handlers.ts'
import { type OrderTaker, orderHandlers } from './order-handlers.ts'
import { reloadHandlers } from './reload-handlers.ts'
import type { Reloading } from './reloading.ts'

/** The process as handlers see it. */
export type Running = OrderTaker & {
  readonly reloading: Reloading
  readonly name: string
  readonly loaded: () => Loaded
  /** Where events are recorded, if they are. */
  readonly recordPath: () => string | undefined
  readonly changes: Changes
  readonly history: Remembered
}

/** Every entry; `GET` changes nothing. */
export const handlers = (running: Running): Handlers => ({
  ...statusHandlers(running),
  ...historyHandlers(running),
  ...metricsHandlers(running),
  ...orderHandlers(running),
  ...reloadHandlers(running.reloading),
})

/** Who watches is answered so often at the most, and so often at the least. */
const watched = { leastMs: 250, mostMs: 1000 }

/**
 * `GET /v1/status`: the snapshot. It has `change`, a number; with `?after=` that number it is answered after the next change, no sooner than 250 ms and no later
 * than 1 s from then, so that one who asks again at once sees each change without asking in vain: `status --watch`, `--wait`.
 */
const statusHandlers = ({ name, state, loaded, recordPath, changes }: Running): Handlers => {
  const facts = tellFacts(name, recordPath)
  const status = () => ({ ...snapshot(state(), facts(state().config, loaded()), now()), change: changes.count })
  return {
    'GET /v1/status': async ({ query }: Asked): Promise<Reply> => {
      const after = query.get('after')
      if (after === null) return { status: 200, body: status }
      if (!/^\d{1,15}$/.test(after)) return failure(400, 'Expected after to be the number of a change')
      await changes.after(Number(after), watched.leastMs, watched.mostMs)
      return { status: 200, body: status }
    },
  }
}
