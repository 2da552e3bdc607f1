// How long does a process take to end once it was told to?
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** How often it is looked for. */
const everyMs = 5

/** Milliseconds from `tell` to its end, without those in which this process itself was not run, as the machine was busy. Throws after five seconds. */
export const endOf = async (pid: number, tell: () => unknown): Promise<number> => {
  let [tookMs, before] = [0, performance.now()]
  await tell()
  while (existsSync(`/proc/${pid}/exe`)) {
    await sleep(everyMs)
    const now = performance.now()
    tookMs += Math.min(now - before, 2 * everyMs)
    before = now
    if (tookMs > 5000) throw new Error(`Expected process ${pid} to end, but it runs after 5 s`)
  }
  return tookMs
}
