// Does every neighbor get what is meant for it, and nothing else, whatever a predecessor told it?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ServiceAudience } from '../../lib/config/service.ts'
import type { News } from '../../lib/engine/effect.ts'
import { backend, config, prefix, service, tier } from '../engine/configs.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const divided: readonly ServiceAudience[] = [
  { to: ['10.0.0.4', '10.0.0.6'], attributes: {} },
  { to: ['10.0.0.5'], attributes: { med: 5 } },
]
const quick = [backend('http_back', { rise: 1, fall: 1 })]
const tiers = [tier(0.75), tier(0.25, { prepend: 1 })]
const web = (own: Parameters<typeof service>[0] = {}) => service({ checks: quick, audiences: divided, tiers, ...own })
const up = () => snapshot('++')
const [both, one] = ['neighbor 10.0.0.4, neighbor 10.0.0.6', 'neighbor 10.0.0.5']
const route = 'announce route 9.9.9.9/32 next-hop self'
const announced = [`${both} ${route}`, `${one} ${route} med 5`]
const withdrawn = [`${both} withdraw route 9.9.9.9/32`, `${one} withdraw route 9.9.9.9/32`]
const of = <Type extends News['type']>(sim: Simulation, type: Type) =>
  sim.news.filter((news): news is News & { type: Type } => news.type === type)

/** What each neighbor holds, as `prefix attributes` by neighbor and prefix, kept as ExaBGP would. */
class Neighbors {
  readonly held = new Map<string, string>()
  readonly #all: readonly string[]

  constructor(all: readonly string[], left: readonly string[]) {
    this.#all = all
    for (const key of left) this.held.set(key, 'left')
  }

  answer = (line: string): readonly string[] => {
    if (line === 'show adj-rib out') {
      const listed = [...this.held.keys()].map((key) => key.split(' '))
      return [...listed.map(([neighbor, vip]) => `neighbor ${neighbor} ipv4 unicast ${vip} next-hop self`), 'done']
    }
    const [, names = '', deed, rest = ''] = /^((?:neighbor \S+ )*)(announce|withdraw) (.*)$/.exec(line.replaceAll(',', '')) ?? []
    if (deed === undefined) return exabgp()(line)
    const to = names.match(/[\d.]+/g) ?? this.#all
    for (const neighbor of to) {
      for (const vip of rest.match(/\S+\/32/g) ?? []) {
        if (deed === 'withdraw') this.held.delete(`${neighbor} ${vip}`)
        else this.held.set(`${neighbor} ${vip}`, rest.replace(/^route \S+ | nlri .*|^attributes /g, ''))
      }
    }
    return ['done']
  }
}

describe('routes for several audiences', () => {
  it('go to each with one command: at first, on another tier, with a refresh and when they are withdrawn', () => {
    const marks = (at: number) => snapshot(at < 3000 ? '++' : at < 70_000 ? '+-' : '--')
    const sim = new Simulation(config([web()]), { statistics: marks, exabgp: exabgp() }).until(75_000)
    const worse = announced.map((line) => line.replace('self', 'self as-path [ 65010 65010 ]'))
    assert.deepEqual([...new Set(sim.routeLines)], [...announced, ...worse, ...withdrawn])
  })

  it('share a command only with routes for the same audience', () => {
    const other = web({ name: 'other', vips: [prefix('9.9.9.10')] })
    const plain = web({ name: 'plain', vips: [prefix('9.9.9.11')], audiences: [{ attributes: {} }] })
    const sim = new Simulation(config([web(), other, plain]), { statistics: up, exabgp: exabgp() }).until(1000)
    assert.deepEqual(sim.routeLines, [
      `${both} announce attributes next-hop self nlri 9.9.9.9/32 9.9.9.10/32`,
      `${one} announce attributes next-hop self med 5 nlri 9.9.9.9/32 9.9.9.10/32`,
      'announce route 9.9.9.11/32 next-hop self',
    ])
  })

  it('are withdrawn from all of them on SIGTERM, also from one whose command is in flight', () => {
    const sim = new Simulation(config([web()]), { statistics: up, exabgp: (line) => (line.startsWith(one) ? [] : exabgp()(line)) })
    sim.until(500).inject(500, { type: 'stop', signal: 'SIGTERM' }).until(600)
    assert.deepEqual(sim.routeLines, [...announced, ...withdrawn])
    assert.deepEqual(
      of(sim, 'stopping').map((news) => news.withdrawn),
      [['9.9.9.9/32 to 10.0.0.4 and 10.0.0.6', '9.9.9.9/32 to 10.0.0.5']],
    )
  })

  it('are tried again for the one audience that ExaBGP refused, while the others go on, and withdrawn from it too', () => {
    const sim = new Simulation(config([web()]), {
      statistics: (at) => snapshot(at < 61_500 ? '++' : '--'),
      exabgp: exabgp({ refuses: (line) => line.startsWith(`${one} announce`) }),
    }).until(65_000)
    const [first, second] = announced
    assert.deepEqual(sim.routeLines.slice(0, 4), [first, second, second, second])
    assert.deepEqual(sim.routeLines.slice(-3), [first, ...withdrawn])
  })

  it('are each held back by the guard', () => {
    const sim = new Simulation(config([web({ vips: [prefix('0.0.0.0/0')] })]), { statistics: up, exabgp: exabgp() }).until(1000)
    assert.deepEqual(sim.routeLines, [])
    assert.deepEqual(
      of(sim, 'guarded').map(({ nlri }) => nlri),
      ['0.0.0.0/0 to 10.0.0.4 and 10.0.0.6', '0.0.0.0/0 to 10.0.0.5'],
    )
  })
})

describe('what a predecessor told the neighbors', () => {
  const takeOver = (left: readonly string[], mark: string, services = [web()]) => {
    const neighbors = new Neighbors(['10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.7'], left)
    const world: World = { statistics: () => snapshot(mark), exabgp: neighbors.answer }
    return { neighbors, sim: new Simulation(config(services), world).until(5000) }
  }

  it('is kept until there is a verdict, neighbor by neighbor', () => {
    const { sim } = takeOver(['10.0.0.4 9.9.9.9/32', '10.0.0.5 9.9.9.9/32', '10.0.0.6 9.9.9.9/32'], '??')
    assert.deepEqual(sim.routeLines, [])
    assert.deepEqual(
      of(sim, 'inherited').map(({ nlris }) => nlris),
      [['9.9.9.9/32 to 10.0.0.4 and 10.0.0.6', '9.9.9.9/32 to 10.0.0.5']],
    )
  })

  it('is withdrawn from those who have it, once the service is down', () => {
    assert.deepEqual(takeOver(['10.0.0.4 1.2.3.4/32', '10.0.0.5 9.9.9.9/32'], '--').sim.routeLines, [withdrawn[1]])
  })

  it('is withdrawn once where ExaBGP lists nothing at all, as it may keep no list, unless there was none', () => {
    const lists = exabgp()
    const sim = new Simulation(config([web()]), { statistics: () => snapshot('--'), exabgp: lists, predecessor: true }).until(5000)
    assert.deepEqual(sim.routeLines, withdrawn)
    assert.deepEqual(takeOver([], '--').sim.routeLines, [])
  })

  it('is withdrawn from a neighbor that nothing is meant for any more', () => {
    const { sim, neighbors } = takeOver(['10.0.0.7 9.9.9.9/32'], '++')
    assert.deepEqual(sim.routeLines, ['neighbor 10.0.0.7 withdraw route 9.9.9.9/32', ...announced])
    assert.equal(neighbors.held.has('10.0.0.7 9.9.9.9/32'), false)
  })

  it('is put right for everyone, however the neighbors were and are divided', () => {
    const known = ['10.0.0.4', '10.0.0.5', '10.0.0.6']
    const vips = ['192.0.2.1/32', '192.0.2.2/32']
    const everything = known.flatMap((neighbor) => vips.map((vip) => `${neighbor} ${vip}`))
    const meds = fc.option(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }))
    fc.assert(
      fc.property(meds, fc.subarray(everything), fc.constantFrom('++', '+-', '--'), (own, left, mark) => {
        const parts = [...new Set(own ?? [])].map((med) => ({ to: known.filter((_, index) => own?.[index] === med), attributes: { med } }))
        const audiences = own === null ? [{ attributes: {} }] : parts
        const neighbors = new Neighbors(known, left)
        const services = [web({ audiences, vips: vips.map(prefix) })]
        new Simulation(config(services), { statistics: () => snapshot(mark), exabgp: neighbors.answer }).until(5000)
        const path = mark === '+-' ? ' as-path [ 65010 65010 ]' : ''
        const expected = known.flatMap((neighbor, index) =>
          vips.map((vip) => [`${neighbor} ${vip}`, `next-hop self${path}${own === null ? '' : ` med ${own[index]}`}`]),
        )
        assert.deepEqual(Object.fromEntries(neighbors.held), mark === '--' ? {} : Object.fromEntries(expected))
      }),
    )
  })
})
