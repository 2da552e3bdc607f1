// What does the control socket, which is on by default, cost at the start and while nobody asks?
import { setTimeout as sleep } from 'node:timers/promises'
import { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import { ended, startAnnouncing } from './kit/answered.ts'
import type { Measure } from './kit/bench.ts'
import { ourCommand } from './kit/commands.ts'
import { costOf } from './kit/consumption.ts'
import { haproxyPreamble } from './kit/haproxy-preamble.ts'

/** By then it listens, and what was loaded for the start has been collected. */
const settlesMs = 3000

export const measure: Measure = async ({ run, rounds, say }) => {
  const node = await run.namespace('node')
  const haproxy = new HaproxyInstance(node)
  haproxy.configure(`${haproxyPreamble(haproxy.socket)}backend b\n  server s 127.0.0.1:9\n`)
  await haproxy.start()
  const flags = { vip: '192.0.2.1/32', backend: 'b', rise: '1', record: 'off' }
  const rows = [
    {
      subject: without,
      command: ourCommand(haproxy.socket, { ...flags, 'control-socket': 'off' }),
      startMs: [0].slice(1),
      mb: [0].slice(1),
    },
    { subject: 'with it', command: ourCommand(haproxy.socket, flags), startMs: [0].slice(1), mb: [0].slice(1) },
  ]
  const count = rounds(10, 2)
  for (let round = 1; round <= count; round++) {
    say(`socket: round ${round} of ${count}`)
    for (const row of rows) {
      const began = performance.now()
      const child = await startAnnouncing(node, row.command, 1)
      row.startMs.push(performance.now() - began)
      await sleep(settlesMs)
      const { memory } = await costOf(child.pid === undefined ? [] : [child.pid], haproxy, { windows: 1, windowMs: 100 }, () => {})
      row.mb.push(...memory)
      await ended(child)
    }
  }
  return [
    {
      title: 'control socket: from the start of the process to its first announcement',
      unit: 'ms',
      rows: rows.map(({ subject, startMs }) => ({ subject, samples: startMs })),
      floor: without,
    },
    {
      title: 'control socket: memory 3 s later, while nobody asks',
      unit: 'MB',
      rows: rows.map(({ subject, mb }) => ({ subject, samples: mb })),
      floor: without,
    },
  ]
}

const without = 'without a control socket'
