// How are orders taken over the control socket, and what is answered?
import { now } from '../io/clock.ts'
import { type Asked, failure, type Handlers, type Reply } from '../io/control-handlers.ts'
import { type DrainWish, noOrders } from '../policy/orders.ts'
import { wallClock } from '../status/facts.ts'
import { leavings } from '../status/leaving.ts'
import type { OrderSnapshot } from '../status/orders.ts'
import { type DrainRequest, parseDrain, parseRequest } from './order-request.ts'
import type { Happening } from './performers.ts'

/** What orders need of the process. */
export type OrderTaker = {
  readonly state: () => Parameters<typeof leavings>[0]
  readonly dispatch: (happening: Happening) => void
  /** Resolves once a successor would know the orders so far, to why not, if so. */
  readonly ordersKept: () => Promise<string | undefined>
  /** By what systemd tells one start of a unit from all others; undefined where it did not start us. */
  readonly invocation: string | undefined
}

/** What services had been ordered until then; of one that stays away until it is ordered back there need be no order. */
type Former = readonly { readonly service: string; readonly orders: readonly OrderSnapshot[] }[]

/** `GET /v1/orders`, also with `?service=`; `POST /v1/drain`, `/v1/resume` and `/v1/check`. Each answers where the services stand then. */
export const orderHandlers = ({ state, dispatch, ordersKept, invocation }: OrderTaker): Handlers => {
  const known = (): readonly string[] => state().services.map(({ service }) => service.name)
  const standing = (names: readonly string[]) => standingIn(state(), names)
  const done = async (names: readonly string[], former: Former): Promise<Reply> => {
    const unkept = await ordersKept()
    return { status: 200, body: { ...standing(names), former, ...(unkept !== undefined && { unkept }) } }
  }
  return {
    'GET /v1/orders': ({ query }: Asked): Reply => {
      const wanted = query.getAll('service')
      return { status: 200, body: () => ({ ...standing(wanted.length === 0 ? known() : wanted), ...(invocation && { invocation }) }) }
    },
    'POST /v1/drain': async ({ body }: Asked): Promise<Reply> => {
      if (state().stopped) return ending()
      const read = parseDrain(body, known(), Date.now())
      if (!read.ok) return failure(400, `Expected ${read.expected}`)
      const former = formerIn(state(), read.value.services)
      for (const happening of drains(read.value, state())) dispatch(happening)
      return done(read.value.services, former)
    },
    'POST /v1/resume': async ({ body }: Asked): Promise<Reply> => {
      if (state().stopped) return ending()
      const read = parseRequest(body, known())
      if (!read.ok) return failure(400, `Expected ${read.expected}`)
      const former = formerIn(state(), read.value.services)
      dispatch({ type: 'resume', ...read.value })
      return done(read.value.services, former)
    },
    'POST /v1/check': ({ body }: Asked): Reply => {
      if (state().stopped) return ending()
      const read = parseRequest(body, known())
      if (!read.ok) return failure(400, `Expected ${read.expected}`)
      dispatch({ type: 'check-now', ...read.value })
      return { status: 200, body: standing(read.value.services) }
    },
  }
}

type Standing = ReturnType<typeof leavings>

const standingIn = (state: ReturnType<OrderTaker['state']>, names: readonly string[]): Standing =>
  leavings(state, names, now(), wallClock({ offsetMs: Date.now() - now() }))

const formerIn = (state: ReturnType<OrderTaker['state']>, names: readonly string[]): Former => {
  const ordered = state.services.filter(({ orders }) => orders !== noOrders)
  return standingIn(
    state,
    names.filter((name) => ordered.some(({ service }) => service.name === name)),
  ).services.map(({ service, orders }) => ({ service, orders: orders.filter(({ by }) => by === 'operator' || by === 'stop') }))
}

// Nothing is taken in any more, and nothing written down.
const ending = (): Reply => failure(503, 'the process is ending, so the order is not taken')

/** So long before whoever stops ExaBGP waits no longer everything is withdrawn. */
const beforeStopMs = 5000

// Before a stop no drain lasts longer than there is time for.
const drains = (
  { services, order, expireMs, waitMs }: DrainRequest,
  { config }: ReturnType<OrderTaker['state']>,
): readonly (Happening & { readonly type: 'drain' })[] => {
  const event = (names: readonly string[], wish: DrainWish) =>
    names.length === 0 ? [] : [{ type: 'drain' as const, services: names, order: wish, ...(expireMs !== undefined && { expireMs }) }]
  if (order.by !== 'stop' || order.forMs !== undefined || waitMs === undefined) return event(services, order)
  const mostMs = Math.max(waitMs - beforeStopMs, waitMs / 2)
  const slow = config.services.filter(({ name, drain }) => services.includes(name) && drain !== undefined && drain.forMs > mostMs)
  const names = slow.map(({ name }) => name)
  return [...event(names, { ...order, forMs: mostMs }), ...event(services.filter((name) => !names.includes(name)), order)] // biome-ignore format: one line each
}
