// What was the predecessor of this process ordered, and what will a successor know of the orders of now?
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { orderOver } from '../engine/drain-orders.ts'
import type { LeftOrders } from '../engine/initial-services.ts'
import { now } from '../io/clock.ts'
import { startOfProcess } from '../io/living-process.ts'
import type { Logger } from '../io/logger.ts'
import { uptimeClock } from '../io/uptime.ts'
import { type LogLine, logLine } from '../log/line.ts'
import { inherit, type KeptOrders } from '../policy/orders.ts'
import { isSameParent, type Parent, type WrittenOrders } from '../record/orders-file.ts'
import { some } from '../values/some.ts'
import { OrdersFile } from './orders-file.ts'
import type { Part } from './part.ts'
import type { Happening } from './performers.ts'
import type { Unread, Written } from './read-orders.ts'

export type OrderKeeper = Part & {
  /** What a predecessor was ordered. */
  readonly left: LeftOrders
  /** Writes down the orders of now, and nothing else. */
  readonly keep: (kept: readonly KeptOrders[]) => void
  /** Resolves once the newest orders are written down, to why they could not be, if so. */
  readonly kept: () => Promise<string | undefined>
}

/** Where orders end with the process. */
export const noOrderKeeper: OrderKeeper = { left: { kept: [] }, keep: () => {}, kept: async () => 'no state file is kept' }

const readAgainEveryMs = 1000
/** Where so long nobody can look, no predecessor can have written there either, more likely than not; and healthy services are not kept away for ever. */
const lookForMs = 10_000

export type OrderSurroundings = { readonly config: Config; readonly dispatch: (happening: Happening) => void; readonly log: Logger }

/** Reads the orders in the file. What cannot be read is read again until it can be, and then dispatched. */
export const recollectOrders = async (path: string, { config, dispatch, log }: OrderSurroundings): Promise<OrderKeeper> => {
  const [parent, uptime] = await Promise.all([parentOfThis(), uptimeClock()])
  const file = new OrdersFile(path, { parent, uptime }, (reason) => dispatch({ type: 'orders-kept', reason }))
  const ended = new AbortController()
  const isOver = (): boolean => ended.signal.aborted
  const keeper = {
    keep: (kept: readonly KeptOrders[]) => file.write(kept),
    kept: () => file.written(),
    stop: () => ended.abort(),
    flushed: () => file.written(),
  }
  const found = await file.readFirst()
  if ('unread' in found) {
    void readAgain(file, found, isOver, (read) => {
      if (!('unread' in read)) return dispatch({ type: 'orders-read', kept: inherited(read, parent, config, log), reason: '' })
      if (read.hidden !== 'too long') return dispatch({ type: 'orders-read', kept: undefined, reason: read.unread })
      log(takenForNone(read.unread))
      dispatch({ type: 'orders-read', kept: [], reason: '' })
    })
    const { unread, kept } = found
    return { ...keeper, left: kept === undefined ? { unread } : { unread, kept: inherited(kept, parent, config, log) } }
  }
  const kept = inherited(found, parent, config, log)
  if (kept.length > 0 || found.kept.length > 0) file.write(kept)
  return { ...keeper, left: { kept } }
}

const takenForNone = (reason: string): LogLine => ({
  level: 'error',
  message: `${reason}: for ${lookForMs / 1000} s nobody could look, so an earlier run counts as ordered nothing, and healthy services are announced`,
  fields: { event: 'orders-hidden' },
})

type Found = Written | (Omit<Unread, 'hidden'> & { readonly hidden: boolean | 'too long' })

const readAgain = async (file: OrdersFile, first: Unread, isOver: () => boolean, tell: (read: Found) => void): Promise<void> => {
  const until = now() + lookForMs
  for (let before = first; ; ) {
    await delay(readAgainEveryMs, undefined, { ref: false })
    const read = isOver() ? undefined : await file.readAgain()
    if (read === undefined || isOver()) return
    if (!('unread' in read)) return tell(read)
    if (read.hidden && now() >= until) return tell({ ...read, hidden: 'too long' })
    if (read.unread !== before.unread) tell(read)
    before = read
  }
}

const parentOfThis = async (): Promise<Parent> => {
  const pid = process.ppid
  const started = await startOfProcess(pid)
  return { pid, ...(started !== undefined && { started }) }
}

// Another ExaBGP than then has started us, or the same once more.
const inherited = ({ parent: before, kept }: WrittenOrders, parent: Parent, config: Config, log: Logger): readonly KeptOrders[] => {
  const restarted = !isSameParent(before, parent)
  const { ended, forgotten, ...ours } = inherit(kept, { restarted, names: config.services.map(({ name }) => name) })
  const stop = kept.flatMap(({ orders }) => orders.drains).find(({ by }) => by === 'stop')
  if (ended.length > 0 && stop !== undefined) log(logLine(orderOver(ended, stop, 'started', now())))
  if (forgotten.length > 0)
    log({
      level: 'warn',
      message: `orders for ${some(forgotten)} are forgotten: there is no such service any more`,
      fields: { event: 'orders-forgotten', services: forgotten },
    })
  return ours.kept
}
