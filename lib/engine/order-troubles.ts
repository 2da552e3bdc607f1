// What is wrong with orders that lasts until someone mends it?
import type { DrainOrder } from '../policy/orders.ts'
import { after, type Milliseconds } from '../values/time.ts'
import type { Alarm } from './alarms.ts'
import { ordered } from './ordered.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'

/** By then it was forgotten, more likely than not. */
const oldMs = 24 * 3_600_000
/** By then whatever stops ExaBGP has stopped it, or never will. */
const stoppedWithinMs = 300_000

/** Orders that nobody took back for a day, those of a stop that did not come, those that cannot be read, and that a successor would not know of. */
export const orderTroubles = ({ services, keeping }: State, at: Milliseconds): readonly Alarm[] => {
  const concerned = ordered(services)
  if (concerned.length === 0 && keeping.unkept === undefined) return []
  return [...old(concerned, at), ...unread(concerned, keeping), ...unkept(concerned, keeping)]
}

const old = (concerned: readonly ServiceState[], at: Milliseconds): readonly Alarm[] =>
  concerned.flatMap(({ service, orders }) =>
    orders.drains
      .filter((order) => at >= oldAt(order))
      .map((order) => ({
        alarm: 'old-order',
        service: service.name,
        subject: order.by === 'stop' ? order.by : `${order.by} ${order.author}`,
        level: 'warn' as const,
        what: () =>
          `${service.name}: ordered to leave ${whenOf(order, at)}: it stays withdrawn; run "exabgp-haproxy resume ${service.name}" to bring it back`,
      })),
  )

const oldAt = ({ by, since }: DrainOrder): Milliseconds => after(since, by === 'stop' ? stoppedWithinMs : oldMs)

const whenOf = ({ by, author, reason, since }: DrainOrder, at: Milliseconds): string =>
  by === 'stop'
    ? `for a stop of ExaBGP that has not come (says ${author})`
    : `${Math.floor((at - since) / oldMs)} d ago (says ${author}${reason === '' ? '' : `: "${reason}"`})`

const unread = (concerned: readonly ServiceState[], keeping: State['keeping']): readonly Alarm[] => {
  const unknown = concerned.filter(({ orders }) => !orders.known).map(({ service }) => service.name)
  if (unknown.length === 0) return []
  const remedy = `mend or remove the file, or resume each service`
  return [
    {
      alarm: 'orders-unread',
      level: 'error',
      what: () =>
        `orders of an earlier run are not known for ${unknown.join(', ')} (${keeping.unread ?? 'nor did that run know them'}): these services announce nothing new; ${remedy}`,
    },
  ]
}

const unkept = (concerned: readonly ServiceState[], { unkept: reason }: State['keeping']): readonly Alarm[] =>
  reason === undefined
    ? []
    : [
        {
          alarm: 'orders-unkept',
          level: 'error',
          what: () => {
            const names = concerned.map(({ service }) => service.name)
            const effect =
              names.length === 0 ? 'what was ordered back may be withdrawn again' : `${names.join(', ')} may be announced again`
            return `orders cannot be written down (${reason}): if this process is killed, ${effect}`
          },
        },
      ]
