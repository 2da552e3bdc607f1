// Has HAProxy been asked so often that our process would have acted, had it wanted to?
import type { HaproxyInstance } from './haproxy.ts'
import { until } from './wait.ts'

/** Waits until our process has taken more snapshots of the worker than any rise or fall here asks for; nobody must use its frontends meanwhile. */
export const enoughPolls = async (haproxy: HaproxyInstance): Promise<void> => {
  let own = 0
  const asked = async (): Promise<number> => Number(/^CumConns: (\d+)$/m.exec(await haproxy.command('show info'))?.[1]) - ++own
  const before = await asked()
  await until('HAProxy to be asked', async () => (await asked()) > before + 5, { every: 50 })
}
