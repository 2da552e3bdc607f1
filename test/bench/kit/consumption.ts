// What does a program use?
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HaproxyInstance } from '../../e2e/kit/haproxy.ts'

/** What some processes cost, and what HAProxy spends meanwhile; each a sample a window. */
export type Cost = { readonly cpu: readonly number[]; readonly haproxy: readonly number[]; readonly memory: readonly number[] }

/** What these processes cost in so many windows one after the other; `say` is called before each. */
export const costOf = async (
  pids: readonly number[],
  haproxy: HaproxyInstance,
  { windows, windowMs }: { readonly windows: number; readonly windowMs: number },
  say: (window: number) => void,
): Promise<Cost> => {
  const worker = await haproxy.workerPid()
  let cost: Cost = { cpu: [], haproxy: [], memory: [] }
  for (let window = 1; window <= windows; window++) {
    say(window)
    const [ofThem, ofHaproxy] = await Promise.all([cpuOf(pids, windowMs), cpuOf([worker], windowMs)])
    cost = { cpu: [...cost.cpu, ofThem], haproxy: [...cost.haproxy, ofHaproxy], memory: [...cost.memory, memoryOf(pids)] }
  }
  return cost
}

// In % of a core, of these processes together and of children that they have waited for, over the next so many milliseconds.
const cpuOf = async (pids: readonly number[], windowMs: number): Promise<number> => {
  const [began, before] = [performance.now(), total(pids.map(cpuMs))]
  await sleep(windowMs)
  return ((total(pids.map(cpuMs)) - before) / (performance.now() - began)) * 100
}

// In MB; what these processes share with each other is counted once, what they share with anybody else in full.
const memoryOf = (pids: readonly number[]): number => {
  const each = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  const kilobytes = (text: string, kind: 'Private' | 'Shared'): number =>
    total([...text.matchAll(/^(\w+)_(?:Clean|Dirty):\s+(\d+) kB/gm)].map(([, one, size]) => (one === kind ? Number(size) : 0)))
  return (total(each.map((text) => kilobytes(text, 'Private'))) + Math.max(0, ...each.map((text) => kilobytes(text, 'Shared')))) / 1000
}

// Of its threads in nanoseconds, and of the children that it has waited for: fields 16 and 17 of proc(5), in ticks of 10 ms.
const cpuMs = (pid: number): number => {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return total(threads.map((text) => Number.parseInt(text, 10) / 1e6)) + total(fields.slice(13, 15).map(Number)) * 10
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
