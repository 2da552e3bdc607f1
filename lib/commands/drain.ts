// What does `exabgp-haproxy drain` do: have services leave, and wait until they have left, if that is wanted?
import { setTimeout as delay } from 'node:timers/promises'
import { parseDuration } from '../config/values/duration.ts'
import { parseExpiry } from '../daemon/order-expiry.ts'
import { now } from '../io/clock.ts'
import { print, printResult } from '../io/print.ts'
import { type DrainWish, isOfSame, longestReason } from '../policy/orders.ts'
import type { Leavings } from '../status/leaving.ts'
import { expected, parsed } from '../values/parsed.ts'
import { span } from '../values/span.ts'
import { author, exits, give, type Order, type OrderReply, standingLine, type Taken, wrongsOf } from './order.ts'
import { askProcesses } from './processes.ts'
import { exactly, wrongFlags } from './wrong-flags.ts'

const anyWhile = (text: string) => parseDuration(text, 0)

const readers = {
  for: anyWhile,
  until: exactly('idle'),
  reason: (text: string) => (text.length <= longestReason ? parsed(text) : expected(`at most ${longestReason} characters`)),
  expire: (text: string) => parseExpiry(text, Date.now()),
  wait: anyWhile,
}

/** As they were typed; the process reads them again. */
type Wishes = {
  readonly for?: string
  readonly until?: string
  readonly reason?: string
  readonly expire?: string
  readonly wait?: string
}

const lookAgainAfterMs = 100
/** Longer ones are refused; then every service is asked for. */
const longestQuery = 4000

/** What ExaBGP has acknowledged leaves it within its next rounds; before a stop it gets this time for them. */
const roundsMs = 1000

/** Resolves to the exit status. Before a stop of ExaBGP nobody there to be told is nothing wrong: there is nothing to withdraw. */
export const drain = async (order: Order, wishes: Wishes): Promise<number> => {
  const wrong = wrongFlags(readers, wishes)
  const wait = wishes.wait === undefined ? undefined : parseDuration(wishes.wait, 0)
  if (wrong.length > 0 || wait?.ok === false) {
    await print('stderr', wrong)
    return exits.refused
  }
  const isStop = wishes.reason === 'stop'
  const began = now()
  const { INVOCATION_ID: invocation } = process.env
  // Another ExaBGP on this machine is not the one that is stopped.
  const ours = isStop && invocation ? { ...order, invocation } : order
  const given = await give(ours, 'POST /v1/drain', { author: author(process.env), ...wishes })
  if (given.kind === 'nobody' && isStop && given.runs !== true)
    return printResult([...given.lines, 'so there is nothing to withdraw'], exits.done)
  if (given.kind !== 'taken') {
    await print('stderr', given.lines)
    return exits[given.kind]
  }
  const latest = wait === undefined ? given.answers.map(({ body }) => body) : await withdrawn(given, began + wait.value, isStop)
  const left = latest.flatMap(({ services }) => services).filter((one) => !one.withdrawn)
  // Before a stop, who announces nothing has nothing to withdraw.
  const wrongs = wrongsOf(isStop ? { ...given, idle: [] } : given, 'the order ends with the process')
  const who = { by: isStop ? 'stop' : 'operator', author: author(process.env) } as const
  const lines = [
    ...given.answers.flatMap(({ body }) => besides(body, who)),
    ...latest.flatMap(({ services }) => services.map(standingLine)),
    ...(wait === undefined ? [] : [ending(left.length, latest, now() - began)]),
    ...wrongs,
  ]
  return printResult(lines, (wait !== undefined && left.length > 0) || wrongs.length > 0 ? exits.notYet : exits.done)
}

const ending = (left: number, latest: readonly Leavings[], tookMs: number): string => {
  if (left > 0) return `not withdrawn within ${span(tookMs)}: ${left} of ${latest.flatMap(({ services }) => services).length} services`
  const how = latest.every(({ acknowledged }) => acknowledged) ? 'ExaBGP has acknowledged it' : 'ExaBGP was told, and acknowledges nothing'
  return `withdrawn after ${span(tookMs)}: ${how}`
}

const only = (names: readonly string[], { services, ...rest }: OrderReply): OrderReply => ({
  ...rest,
  services: services.filter(({ service }) => names.includes(service)),
})

/** The newest answers of those that know all of these services, once everything is withdrawn or the time is over. */
const withdrawn = async ({ answers }: Taken, endAt: number, isStop: boolean): Promise<readonly OrderReply[]> =>
  Promise.all(
    answers.map(async ({ socket, body }) => {
      const names = body.services.map(({ service }) => service)
      const query = names.map((name) => `service=${encodeURIComponent(name)}`).join('&')
      const route = `GET /v1/orders${query.length > longestQuery ? '' : `?${query}`}` as const
      for (let newest = body; ; ) {
        if (newest.services.every((one) => one.withdrawn)) {
          if (isStop) await delay(Math.max(0, Math.min(roundsMs, endAt - now())))
          return newest
        }
        if (now() >= endAt) return newest
        await delay(lookAgainAfterMs)
        const [answer] = (await askProcesses({ socket }, route)).answered
        const next = answer?.status === 200 ? only(names, answer.body as OrderReply) : newest
        // What is not configured any more may still be announced.
        if (next.services.length === names.length) newest = next
      }
    }),
  )

// Terms of the same author that do not hold any more, and of others that go on holding: whoever gives an order has to know.
const besides = ({ former = [] }: OrderReply, given: Pick<DrainWish, 'by' | 'author'>): readonly string[] =>
  former.flatMap(({ service, orders }) =>
    orders.flatMap(({ by, author = 'somebody', reason, until }) => {
      if (by !== 'operator' && by !== 'stop') return []
      const end = until === undefined ? 'without an end' : `until ${new Date(until).toISOString()}`
      const verb = isOfSame({ by, author }, given) ? 'replaces' : 'stands beside'
      return [`${service}: ${verb} the order of ${author}${reason ? `, "${reason}"` : ''}, ${end}`]
    }),
  )
