// What becomes of a route to a neighbor that was taken out of ExaBGP before it was taken out here?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import { worsened } from '../../lib/engine/worse.ts'
import { backend, config, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const [stays, goes] = ['10.0.0.4', '10.0.0.5']
const takenOutAt = 5000
const reloadedAt = 10_000

const between = (neighbors: readonly string[]): Config =>
  config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })], {
    exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 60_000, neighbors, endOfRib: [{ family: 'ipv4' }] },
  })
const before = between([stays, goes])
const after = between([stays])

const described = (neighbor: string) => [
  `Neighbor ${neighbor}`,
  '   state   ESTABLISHED',
  '   ipv4 unicast:  enabled  enabled',
  '   total:  4  2',
]

/** `putsBack`: when ExaBGP has it again, without the route. `tells`: whether it tells its sessions. */
const world = ({ putsBack = Number.POSITIVE_INFINITY, tells = true } = {}) => ({
  statistics: () => snapshot('+'),
  exabgp: (line: string, at: number): readonly string[] => {
    const isThere = at < takenOutAt || at >= putsBack
    const sessions = [stays, ...(isThere ? [goes] : [])].flatMap(described)
    if (!tells && line.startsWith('show neighbor')) return ['error']
    return exabgp({ sessions, refuses: (asked) => !isThere && asked.includes(goes) })(line)
  },
})

const withdraw = `neighbor ${goes} withdraw route 9.9.9.9/32`
const reloaded = (options?: Parameters<typeof world>[0]): Simulation =>
  new Simulation(before, world(options)).until(reloadedAt - 1).inject(reloadedAt, { type: 'configured', config: after })

describe('a route to a neighbor that ExaBGP does not know any more', () => {
  it('is withdrawn once more, and then nobody has it', () => {
    const sim = reloaded().until(300_000)
    assert.equal(sim.routeLines.filter((line) => line === withdraw).length, 1)
    assert.deepEqual(
      [...sim.state.exabgp.announced.values()].map(({ to }) => to),
      [undefined],
    )
    assert.deepEqual([...sim.state.exabgp.refused], [])
  })

  it('makes nothing worse by that', () => {
    const sim = reloaded().until(reloadedAt)
    const atFirst = sim.state
    let seen = 0
    for (let at = reloadedAt; at < reloadedAt + 1000; at += 1) {
      sim.until(at)
      seen += sim.state.exabgp.refused.size
      assert.equal(worsened(before, atFirst, sim.state), undefined)
    }
    assert.ok(seen > 0)
  })

  it('is withdrawn again and again where ExaBGP does not tell its sessions, or has it again', () => {
    for (const options of [{ tells: false }, { putsBack: reloadedAt - 1000 }]) {
      const sim = reloaded(options).until(300_000)
      const last = sim.routeLines.filter((line) => line === withdraw)
      assert.ok(options.tells === false ? last.length > 5 : last.length === 1, `${last.length} times`)
    }
  })
})
