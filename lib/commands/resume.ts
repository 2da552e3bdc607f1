// What does `exabgp-haproxy resume` do: take orders back?
import { print, printResult } from '../io/print.ts'
import { author, exits, give, type Order, standingLine } from './order.ts'

/** Resolves to the exit status: 1 where something else keeps a service away. */
export const resume = async (order: Order): Promise<number> => {
  const given = await give(order, 'POST /v1/resume', { author: author(process.env) })
  if (given.kind !== 'taken') {
    await print('stderr', given.lines)
    return exits[given.kind]
  }
  const services = given.answers.flatMap(({ body }) => body.services)
  return printResult(
    services.map((one) =>
      one.orders.length === 0 ? `${one.service}: resumed, ${one.state} until its checks have risen` : standingLine(one),
    ),
    services.some(({ orders }) => orders.length > 0) ? exits.notYet : exits.done,
  )
}
