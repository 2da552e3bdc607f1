// What does `exabgp-haproxy check-now` do: have the checks of services asked at once?
import { print, printResult } from '../io/print.ts'
import { author, exits, give, type Order, standingLine, wrongsOf } from './order.ts'

/** Resolves to the exit status. What the checks find counts as ever, and is seen by `status`. */
export const checkNow = async (order: Order): Promise<number> => {
  const given = await give(order, 'POST /v1/check', { author: author(process.env) })
  if (given.kind !== 'taken') {
    await print('stderr', given.lines)
    return exits[given.kind]
  }
  const wrong = wrongsOf(given, 'it is not written down')
  const lines = given.answers.flatMap(({ body }) => body.services.map(standingLine))
  return printResult([...lines, ...wrong], wrong.length === 0 ? exits.done : exits.notYet)
}
