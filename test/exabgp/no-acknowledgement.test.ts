// What if an ExaBGP that should acknowledge does not?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { backend, config, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

describe('an ExaBGP that acknowledges nothing although ack is on', () => {
  const setup = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])
  const wanted = { ...setup, exabgp: { ...setup.exabgp, ack: 'on' as const } }
  const statistics = (at: number) => snapshot(at < 200_000 ? '+' : '-')

  it('is spoken to all the same, and that it is so is said again and again', () => {
    const sim = new Simulation(wanted, { statistics, exabgp: exabgp({ acks: false }) }).until(210_000)
    assert.deepEqual([...new Set(sim.routeLines)], ['announce route 9.9.9.9/32 next-hop self', 'withdraw route 9.9.9.9/32'])
    const said = sim.news.filter((one) => one.type === 'alarm' && one.alarm === 'no-acknowledgement')
    assert.equal(said.length, 3)
  })
})
