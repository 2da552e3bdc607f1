// How does a test wait for something that sends no event?
import { setTimeout as sleep } from 'node:timers/promises'

/** Deadline in milliseconds; by default generous, since a machine may be busy and a wait that is not needed costs nothing. */
export type Deadline = { readonly within?: number }

export const defaultWithinMs = 90_000

/** Asks again and again until the condition gives something other than undefined, null or false; throws after the deadline, saying what was waited for. */
export const until = async <Value>(
  what: string,
  condition: () => Value | Promise<Value>,
  { within = defaultWithinMs, every = 15, seen = () => '' }: Deadline & { readonly every?: number; readonly seen?: () => string } = {},
): Promise<Exclude<Value, undefined | null | false>> => {
  const deadline = performance.now() + within
  for (;;) {
    const value = await condition()
    if (isThere(value)) return value
    if (performance.now() > deadline) throw new Error(`Expected ${what} within ${within} ms. ${seen()}`.trimEnd())
    await sleep(every)
  }
}

const isThere = <Value>(value: Value): value is Exclude<Value, undefined | null | false> =>
  value !== undefined && value !== null && value !== false
