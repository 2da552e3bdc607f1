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

type Options = { readonly putsBack?: number; readonly remembers?: boolean; readonly tells?: boolean; readonly others?: number }

/** `putsBack`: when ExaBGP has it again. `remembers`: with the route that it had. `tells`: whether it tells its sessions. `others`: how many more it has. */
const world = ({ putsBack = Number.POSITIVE_INFINITY, remembers = false, tells = true, others = 0 }: Options = {}) => {
  let left = remembers
  const more = Array.from({ length: others }, (_, index) => `10.0.1.${index + 1}`)
  return {
    statistics: () => snapshot('+'),
    exabgp: (line: string, at: number): readonly string[] => {
      const isThere = at < takenOutAt || at >= putsBack
      const [, only] = /^show neighbor (\S+) extensive/.exec(line) ?? []
      const sessions = [stays, ...(isThere ? [goes] : []), ...more].filter((one) => only === undefined || one === only).flatMap(described)
      if (only !== undefined) return [...sessions, 'done']
      if (!tells && line.startsWith('show neighbor')) return ['error']
      if (line === 'show adj-rib out') {
        const holders = [stays, ...(left && at >= putsBack ? [goes] : [])]
        return [...holders.map((one) => `neighbor ${one} ipv4 unicast 9.9.9.9/32 next-hop self`), 'done']
      }
      if (isThere && line.startsWith(`neighbor ${goes} withdraw`)) left = false
      return exabgp({ sessions, refuses: (asked) => !isThere && asked.includes(goes) })(line)
    },
    get hasIt() {
      return left
    },
  }
}

const withdraw = `neighbor ${goes} withdraw route 9.9.9.9/32`
const reloaded = (options?: Options, it = world(options)): Simulation =>
  new Simulation(before, it).until(reloadedAt - 1).inject(reloadedAt, { type: 'configured', config: after })

describe('a route to a neighbor that ExaBGP does not know any more', () => {
  it('is withdrawn once more, which is refused, and then waits for that neighbor without a word', () => {
    const sim = reloaded().until(300_000)
    assert.deepEqual(
      sim.news.filter(({ type }) => type === 'neighbor-gone'),
      [{ type: 'neighbor-gone', neighbors: [goes], nlris: [`9.9.9.9/32 to ${goes}`] }],
    )
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

  it('is withdrawn from it again where ExaBGP has put it back with the route, whether it says so or not', () => {
    for (const [says, others] of [
      [true, 0],
      [false, 0],
      [true, 40],
      [false, 40],
    ] as const) {
      const it = world({ putsBack: 100_000, remembers: true, others })
      const sim = reloaded({}, it).until(99_000)
      assert.ok(it.hasIt)
      if (says) sim.hears(100_500, `neighbor ${goes} up`)
      sim.until(170_000)
      assert.ok(!it.hasIt, `${says ? 'said' : 'unsaid'}, ${others} others`)
    }
  })

  it('is withdrawn once more at the end, as it may be back by then', () => {
    const sim = reloaded().until(20_000).inject(20_000, { type: 'stop', signal: 'SIGTERM' }).until(21_000)
    assert.deepEqual(sim.routeLines.slice(-2).sort(), [`neighbor ${stays} withdraw route 9.9.9.9/32`, withdraw])
  })

  it('stays announced to it where it is one of ours again', () => {
    const it = world({ putsBack: 50_000 })
    const sim = reloaded({}, it).until(40_000).inject(40_000, { type: 'configured', config: before }).until(200_000)
    assert.deepEqual([...sim.state.exabgp.aside], [])
    assert.equal(sim.routeLines.filter((line) => line === withdraw).length, 1)
    assert.deepEqual(
      [...sim.state.exabgp.announced.values()].map(({ attributes }) => typeof attributes),
      ['object'],
    )
  })

  it('of many sessions asks for its own alone', () => {
    const sim = reloaded({ others: 40 }).until(20_000)
    const asked = sim.written.filter((line) => line.startsWith('show neighbor'))
    assert.deepEqual(asked.slice(-1), [`show neighbor ${goes} extensive`])
    assert.equal(sim.state.exabgp.aside.size, 1)
  })
})
