// Has HAProxy been asked so often that our process would have acted, had it wanted to?
import { setTimeout as sleep } from 'node:timers/promises'
import type { HaproxyInstance } from './haproxy.ts'
import { until } from './wait.ts'

/** Waits until our process has taken more snapshots of the worker than any rise or fall here asks for; nobody must use its frontends meanwhile. */
export const enoughPolls = async (haproxy: HaproxyInstance): Promise<void> => {
  let own = 0
  const asked = async (): Promise<number> => (await requests(haproxy)) - ++own
  const before = await asked()
  await until('HAProxy to be asked', async () => (await asked()) > before + 5, { every: 50 })
}

/** Waits until nobody asks HAProxy any more for a moment that is longer than a fast interval here. */
export const noPolls = async (haproxy: HaproxyInstance): Promise<void> => {
  await until('HAProxy to be left alone', async () => {
    const before = await requests(haproxy)
    await sleep(400)
    return (await requests(haproxy)) === before + 1
  })
}

// Of all sorts, its own checks not among them.
const requests = async (haproxy: HaproxyInstance): Promise<number> =>
  Number(/^CumReq: (\d+)$/m.exec(await haproxy.command('show info'))?.[1])
