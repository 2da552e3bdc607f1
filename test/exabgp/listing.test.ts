// Does a long listing cost no more than its length?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { step } from '../../lib/engine/step.ts'
import { isSaid } from '../../lib/exabgp/rib.ts'
import { reads } from '../../lib/values/time.ts'
import { cpuMs } from '../cpu-time.ts'
import { backend, config, prefix, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp } from '../engine/worlds.ts'

const silent = (line: string) => (line === 'show adj-rib out' ? [] : exabgp()(line))

const costOf = (count: number): number => {
  const vips = Array.from({ length: count }, (_, index) => `10.0.${index >> 8}.${index & 255}/32`)
  const setup = config(vips.map((vip, index) => service({ name: `s${index}`, vips: [prefix(vip)], checks: [backend('http_back')] })))
  let { state } = new Simulation(setup, { exabgp: silent }).until(50)
  const began = cpuMs()
  for (const vip of vips)
    state = step(state, { type: 'heard', line: `neighbor 10.0.0.2 ipv4 unicast ${vip} next-hop self`, at: reads(60) }).state
  state = step(state, { type: 'heard', line: 'done', at: reads(60) }).state
  assert.ok([...state.exabgp.announced.values()].every(isSaid))
  return cpuMs() - began
}

describe('the listing of what ExaBGP announces', () => {
  it('of four times as many services costs about four times as much', () => {
    costOf(500)
    const best = (count: number): number => Math.min(...[1, 2, 3].map(() => costOf(count)))
    const [few, many] = [best(1000), best(4000)]
    assert.ok(many < 10 * few, `${few.toFixed(0)} ms for 1,000, ${many.toFixed(0)} ms for 4,000`)
  })

  it('keeps nothing of what others announce, but which neighbors have any', () => {
    let { state } = new Simulation(config([service({ checks: [backend('http_back')] })]), { exabgp: silent }).until(50)
    for (const neighbor of ['10.0.0.2', '10.0.0.3'])
      for (let index = 0; index < 1000; index += 1) {
        const line = `neighbor ${neighbor} ipv4 unicast 10.0.${index >> 8}.${index & 255}/32 next-hop self`
        state = step(state, { type: 'heard', line, at: reads(60) }).state
      }
    const noted: string[] = []
    for (let line = state.exabgp.listing.lines; line !== undefined; line = line.before) noted.push(line.neighbor)
    assert.deepEqual(noted, ['10.0.0.3', '10.0.0.2'])
    state = step(state, { type: 'heard', line: 'done', at: reads(60) }).state
    assert.deepEqual([...state.exabgp.announced.values()].filter(isSaid), [])
  })
})
