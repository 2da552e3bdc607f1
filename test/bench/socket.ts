// What does the control socket, which is on by default, cost at the start and while nobody asks?
import { setTimeout as sleep } from 'node:timers/promises'
import { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Namespace } from '../e2e/kit/namespace.ts'
import { ended, startAnnouncing } from './kit/answered.ts'
import type { Bench, Measure } from './kit/bench.ts'
import { ourCommand } from './kit/commands.ts'
import { costOf } from './kit/consumption.ts'
import { haproxyPreamble } from './kit/haproxy-preamble.ts'
import type { Row, Section } from './kit/section.ts'

type Kind = { readonly subject: string; readonly command: readonly string[] }

const without = 'without a control socket'

export const measure: Measure = async (bench) => {
  const node = await bench.run.namespace('node')
  const haproxy = new HaproxyInstance(node)
  haproxy.configure(`${haproxyPreamble(haproxy.socket)}backend b\n  server s 127.0.0.1:9\n`)
  await haproxy.start()
  const flags = { vip: '192.0.2.1/32', backend: 'b', rise: '1', interval: '0.2', record: 'off' }
  const kinds = [
    { subject: without, command: ourCommand(haproxy.socket, { ...flags, 'control-socket': 'off' }) },
    { subject: 'with it', command: ourCommand(haproxy.socket, flags) },
  ]
  const sections = [await starts(node, kinds, bench), await memory(node, haproxy, kinds, bench)]
  await haproxy.kill()
  return sections
}

const starts = async (node: Namespace, kinds: readonly Kind[], { rounds, say }: Bench): Promise<Section> => {
  const samples = new Map<string, number[]>(kinds.map(({ subject }) => [subject, []]))
  const count = rounds(25, 10)
  for (let round = 1; round <= count; round++) {
    say(`socket: round ${round} of ${count}`)
    for (const { subject, command } of kinds) {
      const began = performance.now()
      const child = await startAnnouncing(node, command, 1)
      samples.get(subject)?.push(performance.now() - began)
      await ended(child)
    }
  }
  const rows = kinds.map(({ subject }): Row => ({ subject, samples: samples.get(subject) ?? [] }))
  return {
    title: 'with and without control socket: from the start of the process to its first announcement',
    unit: 'ms',
    rows,
    floor: without,
  }
}

/** By then both have run what V8 compiles and collects of its own accord. */
const settlesMs = 20_000

const memory = async (node: Namespace, haproxy: HaproxyInstance, kinds: readonly Kind[], { rounds, say }: Bench): Promise<Section> => {
  const children = await Promise.all(kinds.map(({ command }) => startAnnouncing(node, command, 1)))
  await sleep(settlesMs)
  const windows = rounds(5, 2)
  const rows = await Promise.all(
    kinds.map(async ({ subject }, index): Promise<Row> => {
      const pids = children.slice(index, index + 1).flatMap(({ pid }) => pid ?? [])
      const cost = await costOf(pids, haproxy, { windows, windowMs: 4000 }, (window) => say(`socket: window ${window} of ${windows}`))
      return { subject, samples: cost.memory }
    }),
  )
  await Promise.all(children.map(ended))
  return { title: 'with and without control socket: memory 20 s later, while nobody asks', unit: 'MB', rows, floor: without }
}
