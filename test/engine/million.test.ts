// Does a process that has taken in a million events hold no more than one that has taken in a fifth of them?
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { encode } from '../../lib/record/codec.ts'
import { restless } from './restless.ts'

const million = 1_000_000
const everyMs = 1000

/** What is held after so many events: bytes of the heap, and characters of the state. */
type Sample = { readonly events: number; readonly heap: number; readonly state: number }

it('a million events, many thousands of every kind, leave nothing behind', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const { sim, live } = restless(1)
  const samples: Sample[] = []
  const kinds = new Map<string, number>()
  for (let [at, events] = [everyMs, 0]; events < million; at += everyMs) {
    live(at)
    events += sim.taken.length
    for (const { event } of sim.taken) kinds.set(event.type, (kinds.get(event.type) ?? 0) + 1)
    sim.forget()
    if (events < (samples.length + 1) * 50_000) continue
    collect()
    samples.push({ events, heap: process.memoryUsage().heapUsed, state: encode(sim.state).length })
  }
  const seen = JSON.stringify(samples)
  // Until then V8 goes on to compile, which it keeps.
  const [early, late] = [samples.slice(5, 11), samples.slice(11)].map((ones) => ({
    heap: Math.min(...ones.map(({ heap }) => heap)),
    state: Math.max(...ones.map(({ state }) => state)),
  }))
  assert.ok(early !== undefined && late !== undefined)
  assert.ok(late.state < early.state + 1000, seen)
  assert.ok(late.heap < early.heap + 500_000, seen)
  for (const kind of ['tick', 'statistics', 'outline', 'hint', 'ring', 'probed', 'maintenance', 'heard', 'flushed'])
    assert.ok((kinds.get(kind) ?? 0) > 5000, `${kind}: ${kinds.get(kind)} of ${JSON.stringify([...kinds])}`)
})
