// How long does work for those who watch stand still while a route is pressed for time?
import { setTimeout as delay } from 'node:timers/promises'
import { now } from './clock.ts'

/** So long in all, for one work: a storm of events in HAProxy starves nobody. */
const mostMs = 50
/** How often it is looked whether the way is clear. */
const everyMs = 1

export type Time = { readonly now: () => number; readonly delay: (ms: number) => Promise<unknown> }

export const realTime: Time = { now, delay }

/** To be awaited before each piece of one work. */
export const givingWay = (isPressed: () => boolean, time: Time): (() => Promise<void>) => {
  let leftMs = mostMs
  return async () => {
    while (leftMs > 0 && isPressed()) {
      const begunAt = time.now()
      await time.delay(everyMs)
      leftMs -= time.now() - begunAt
    }
  }
}
