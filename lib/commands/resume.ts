// What does `exabgp-haproxy resume` do: take orders back?
import { print, printResult } from '../io/print.ts'
import type { Leaving } from '../status/leaving.ts'
import { author, exits, give, type Order, type OrderReply, standingLine, wrongsOf } from './order.ts'

/** Resolves to the exit status: 1 where something else keeps a service away, a process could not be told, or a successor would not know. */
export const resume = async (order: Order): Promise<number> => {
  const given = await give(order, 'POST /v1/resume', { author: author(process.env) })
  if (given.kind !== 'taken') {
    await print('stderr', given.lines)
    return exits[given.kind]
  }
  const services = given.answers.flatMap(({ body }) => body.services)
  const idle = new Set(given.answers.flatMap(({ body: { former, services } }) => idleIn(former, services)))
  const wrong = wrongsOf(given, 'the former order is in force again if the process is killed')
  const lines = services.map((one) =>
    one.orders.length > 0 ? standingLine(one) : idle.has(one.service) ? idleLine(one) : resumedLine(one),
  )
  const isDone = wrong.length === 0 && services.every(({ orders }) => orders.length === 0)
  return printResult([...lines, ...wrong], isDone ? exits.done : exits.notYet)
}

const resumedLine = ({ service, state }: Leaving): string => `${service}: resumed, ${state} until its checks have risen`

const idleLine = ({ service, state }: Leaving): string => `${service}: nothing was ordered, so nothing is taken back; it is ${state}`

// Where nothing is told of that, something had been ordered.
const idleIn = (former: OrderReply['former'], services: readonly Leaving[]): readonly string[] =>
  former === undefined ? [] : services.map(({ service }) => service).filter((service) => former.every((one) => one.service !== service))
