// Is what ExaBGP lists held against what is wanted, at every refresh, and put right?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { News } from '../../lib/engine/effect.ts'
import { backend, config, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const vip = '9.9.9.9/32'
const announce = `announce route ${vip} next-hop self`
const neighbor = '10.0.0.2'
const sessions = [`Neighbor ${neighbor}`, '   state   ESTABLISHED', '   ipv4 unicast:  enabled  enabled', '   total:  4  2']
const setup = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])

/** Keeps what it is told, and has a will of its own. */
class Keeper {
  /** How it describes its sessions now. */
  sessions = sessions
  readonly kept = new Set<string>()
  readonly #acks: boolean
  /** What somebody else announces whenever it is withdrawn. */
  stubborn: string | undefined

  constructor(acks: boolean) {
    this.#acks = acks
  }

  answer = (line: string): readonly string[] => {
    const [, deed] = /(announce|withdraw) /.exec(line) ?? []
    for (const route of line.match(/\S+\/32/g) ?? []) {
      if (deed === 'announce') this.kept.add(route)
      else this.kept.delete(route)
    }
    if (this.stubborn !== undefined) this.kept.add(this.stubborn)
    return exabgp({ acks: this.#acks, left: [...this.kept], sessions: this.sessions })(line)
  }
}

const run = (acks: boolean) => {
  const keeper = new Keeper(acks)
  const sim = new Simulation(setup, { statistics: () => snapshot('+'), exabgp: keeper.answer })
  return { keeper, sim: sim.until(5000) }
}

const discrepancies = (sim: Simulation) =>
  sim.news
    .filter((one): one is News & { type: 'discrepancy' } => one.type === 'discrepancy')
    .map(({ unasked, missing }) => ({ unasked, missing }))

/** Eleven of them, described all together or one by one. */
const ofMany = (line: string): readonly string[] => {
  const all = Array.from({ length: 11 }, (_, index) => `10.0.1.${index}`)
  const described = (address: string) => [`Neighbor ${address}`, ...sessions.slice(1)]
  const [, one] = /^show neighbor (\S+) extensive$/.exec(line) ?? []
  if (one !== undefined) return [...described(one), 'done']
  if (line === 'show adj-rib out') return [...all.map((address) => `neighbor ${address} ipv4 unicast ${vip} next-hop self`), 'done']
  return exabgp({ sessions: all.flatMap(described) })(line)
}

describe('what ExaBGP lists at a refresh', () => {
  for (const acks of [true, false]) {
    const title = acks ? '' : ', also where nothing is acknowledged'
    it(`and nobody wants is withdrawn${title}`, () => {
      const dead = (at: number) => (at < 20_000 ? '+' : '-')
      const keeper = new Keeper(acks)
      const sim = new Simulation(setup, { statistics: (at) => snapshot(dead(at)), exabgp: keeper.answer }).until(40_000)
      assert.ok(!keeper.kept.has(vip))
      keeper.kept.add(vip)
      sim.until(75_000)
      assert.ok(!keeper.kept.has(vip))
      assert.deepEqual(discrepancies(sim), [{ unasked: [vip], missing: [] }])
    })
  }

  it('and nobody wants is withdrawn once, where somebody else announces it again and again', () => {
    const keeper = new Keeper(true)
    const sim = new Simulation(setup, { statistics: (at) => snapshot(at < 20_000 ? '+' : '-'), exabgp: keeper.answer }).until(40_000)
    const before = sim.routeLines.length
    keeper.stubborn = vip
    sim.until(400_000)
    assert.deepEqual(sim.routeLines.slice(before), [`withdraw route ${vip}`])
  })

  it('and lacks what is wanted is told, and that is announced', () => {
    const keeper = new Keeper(true)
    const sim = new Simulation(setup, { statistics: () => snapshot('+'), exabgp: keeper.answer }).until(40_000)
    keeper.kept.delete(vip)
    keeper.kept.add('192.0.2.77/32')
    sim.until(75_000)
    assert.ok(keeper.kept.has(vip) && keeper.kept.has('192.0.2.77/32'))
    assert.deepEqual(discrepancies(sim), [{ unasked: [], missing: [vip] }])
  })

  it('and is as it was told leads to nothing', () => {
    const { sim } = run(true)
    sim.until(200_000)
    assert.deepEqual(sim.routeLines, [announce])
    assert.deepEqual(discrepancies(sim), [])
    assert.equal(sim.sent.filter(({ line }) => line === 'show adj-rib out').length, 4)
  })

  it('and is as it was told is said again once an hour, as no attributes are listed', () => {
    const { sim } = run(true)
    sim.until(3 * 3_600_000 + 200_000)
    assert.deepEqual(sim.routeLines, Array(4).fill(announce))
  })

  describe('without the path identifier, as that is 0,', () => {
    const zero = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })], tiers: [tier(0.1, { pathInformation: 0 })] })])

    it('and wanted leads to nothing', () => {
      const sim = new Simulation(zero, { statistics: () => snapshot('+'), exabgp: new Keeper(true).answer }).until(200_000)
      assert.deepEqual(sim.routeLines, [`announce route ${vip} path-information 0 next-hop self`])
      assert.deepEqual(discrepancies(sim), [])
    })

    it('and left by a predecessor is withdrawn where the service is down', () => {
      const keeper = new Keeper(true)
      keeper.kept.add(vip)
      const sim = new Simulation(zero, { statistics: () => snapshot('-'), exabgp: keeper.answer, predecessor: true }).until(50_000)
      assert.deepEqual(sim.routeLines, [`withdraw route ${vip} path-information 0`])
    })
  })

  for (const [what, world] of [
    ['no listing tells of it (adj-rib-out false)', exabgp({ sessions })],
    ['nothing is acknowledged', exabgp({ acks: false, sessions, left: [vip] })],
    ['nothing is known of sessions', exabgp({ left: [vip] })],
    [
      'one router has two sessions, of which the listing tells as of one',
      exabgp({
        left: [vip],
        sessions: ['10.0.0.1', '10.0.9.1'].flatMap((local) => [sessions[0] ?? '', `   local  ${local}`, ...sessions.slice(1)]),
      }),
    ],
    ['there are more sessions than are asked for at once', ofMany],
  ] as const)
    it(`does not keep a refresh from saying everything again where ${what}`, () => {
      const sim = new Simulation(setup, { statistics: () => snapshot('+'), exabgp: world }).until(190_000)
      assert.deepEqual(sim.routeLines, Array(4).fill(announce))
    })

  it('does not keep a refresh from saying everything again once ExaBGP refuses to list it', () => {
    const keeper = new Keeper(true)
    const world = (line: string, at: number) => (line === 'show adj-rib out' && at > 100_000 ? ['error'] : keeper.answer(line))
    const sim = new Simulation(setup, { statistics: () => snapshot('+'), exabgp: world }).until(250_000)
    assert.deepEqual(sim.routeLines, Array(4).fill(announce))
  })

  it('does not keep a neighbor that is new, or has come up, from being told everything, with no warning', () => {
    const other = ['Neighbor 10.0.0.3', ...sessions.slice(1)]
    const { keeper, sim } = run(true)
    const told = (until: number) => sim.until(until).routeLines.length
    assert.equal(told(130_000), 1)
    keeper.sessions = [...sessions, ...other]
    assert.equal(told(180_500), 2)
    keeper.sessions = [...sessions, ...other.map((line) => line.replace('ESTABLISHED', 'ACTIVE'))]
    const before = told(250_000)
    keeper.sessions = [...sessions, ...other]
    assert.equal(told(300_500), before + 1)
  })

  it('finds a neighbor that has come up, to which what was refused is said at once', () => {
    const up = (at: number): boolean => at >= 140_000
    const away = sessions.map((line) => line.replace('ESTABLISHED', 'ACTIVE'))
    const answer = (line: string, at: number): readonly string[] =>
      /announce/.test(line) && !up(at) ? ['error'] : exabgp({ sessions: up(at) ? sessions : away })(line)
    const slow = { ...setup, exabgp: { ...setup.exabgp, refreshMs: 50_000 } }
    const sim = new Simulation(slow, { statistics: () => snapshot('+'), exabgp: answer }).until(160_000)
    assert.ok(sim.sent.some(({ at, line }) => line === announce && at >= 150_000 && at < 151_000))
  })

  it('by one neighbor is not what another has', () => {
    const two = ['10.0.0.2', '10.0.0.3'].flatMap((address) => [`Neighbor ${address}`, ...sessions.slice(1)])
    const sim = new Simulation(setup, { statistics: () => snapshot('+'), exabgp: exabgp({ left: [vip], sessions: two }) }).until(190_000)
    assert.deepEqual(sim.routeLines, Array(4).fill(announce))
  })

  it('lacks everything for a neighbor for which nothing is kept, which is told once, and all goes on being said again', () => {
    const other = ['Neighbor 10.0.0.3', ...sessions.slice(1)]
    const keeper = new Keeper(true)
    keeper.sessions = [...sessions, ...other]
    const sim = new Simulation(setup, { statistics: () => snapshot('+'), exabgp: keeper.answer }).until(310_000)
    assert.equal(discrepancies(sim).length, 1)
    assert.ok(sim.routeLines.length >= 5, `${sim.routeLines.length} announcements in five minutes`)
  })

  it('is of others alone for a neighbor that does not listen to this process, which is told once, and makes nobody be sent everything again', () => {
    const keeper = new Keeper(true)
    keeper.sessions = [...sessions, 'Neighbor 10.0.0.3', ...sessions.slice(1)]
    const world = (line: string): readonly string[] => {
      if (line === 'system version') return exabgp({ version: '5.0.15' })(line)
      const foreign = line === 'show adj-rib out' ? ['10.0.0.3 ipv4 unicast 198.51.100.0/24 next-hop self'] : []
      return [...foreign, ...keeper.answer(line)]
    }
    const often = { ...setup, exabgp: { ...setup.exabgp, refreshMs: 20_000 } }
    const sim = new Simulation(often, { statistics: () => snapshot('+'), exabgp: world }).until(310_000)
    assert.equal(discrepancies(sim).length, 1)
    assert.deepEqual(sim.healed, [])
  })

  it('is asked for ever more rarely where ExaBGP refuses to list it', () => {
    const refusing = (line: string) => (line === 'show adj-rib out' ? ['error'] : exabgp()(line))
    const sim = new Simulation(setup, { statistics: () => snapshot('+'), exabgp: refusing }).until(24 * 3_600_000)
    const asked = sim.sent.filter(({ line }) => line === 'show adj-rib out').map(({ at }) => Math.floor(at / 60_000))
    assert.deepEqual(asked.slice(0, 8), [0, 1, 3, 7, 15, 31, 63, 123])
    assert.equal(asked.length, 7 + 22)
  })

  for (const [what, answers] of [
    ['refused', ['error']],
    ['never answered', []],
  ] as const)
    it(`goes on being compared after it was ${what} once, as by an ExaBGP that was reloaded in the midst of it`, () => {
      const keeper = new Keeper(true)
      const world = (line: string, at: number) =>
        line === 'show adj-rib out' && at < 100_000 && at > 50_000 ? answers : keeper.answer(line)
      const sim = new Simulation(setup, { statistics: (at) => snapshot(at < 130_000 ? '+' : '-'), exabgp: world }).until(140_000)
      keeper.kept.add(vip)
      sim.until(260_000)
      assert.deepEqual(sim.routeLines.slice(-2), [`withdraw route ${vip}`, `withdraw route ${vip}`])
      assert.equal(discrepancies(sim).length, 1)
    })

  it('and is nothing, while what may be announced is refused, is not asked for again and again', () => {
    let refusing = false
    const world = exabgp({ version: '5.0.15', refuses: (line) => refusing && /announce|withdraw/.test(line) })
    const sim = new Simulation(setup, { statistics: (at) => snapshot(at < 4500 ? '+' : '-'), exabgp: world })
    sim.hears(4000, `neighbor ${neighbor} up`).until(4500)
    refusing = true
    sim.until(30_000)
    assert.equal(sim.written.filter((line) => line === 'show adj-rib out').length, 1)
    assert.ok(sim.healed.length > 0)
  })

  it('takes no more than a twentieth of the time of ExaBGP, which carries out nothing meanwhile', () => {
    const keeper = new Keeper(true)
    const slow = (line: string, at: number): readonly string[] => {
      if (line !== 'show adj-rib out') return keeper.answer(line)
      for (const answer of keeper.answer(line)) sim.hears(at + 900 * 10, answer)
      return []
    }
    const long = { ...setup, exabgp: { ...setup.exabgp, refreshMs: 5000 } }
    const sim: Simulation = new Simulation(long, { statistics: () => snapshot('+'), exabgp: slow })
    sim.until(600_000)
    assert.ok(sim.sent.filter(({ line }) => line === 'show adj-rib out').length <= 5)
  })

  it('is put off by no neighbor that comes up, nor asked for because of it', () => {
    const { sim } = run(true)
    for (let at = 6000; at < 60_000; at += 1000) sim.hears(at, `neighbor ${neighbor} down`).hears(at + 500, `neighbor ${neighbor} up`)
    // At the start, for what changed while the neighbor was away, and a refresh after that.
    sim.until(70_000)
    assert.equal(sim.written.filter((line) => line === 'show adj-rib out').length, 3)
  })
})
