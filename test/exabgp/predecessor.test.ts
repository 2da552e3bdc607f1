// Does what a predecessor may have left go, although ExaBGP does not tell what it has?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Attributes } from '../../lib/bgp/attribute-table.ts'
import { backend, config, prefix, service, tier } from '../engine/configs.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { exabgp, snapshot, snapshots } from '../engine/worlds.ts'

const vip = '9.9.9.9/32'
const announce = `announce route ${vip} next-hop self`
const withdraw = `withdraw route ${vip}`
const quick = [backend('http_back', { rise: 1, fall: 1 })]
const setup = config([service({ checks: quick })])

type Talk = NonNullable<World['exabgp']>

const withListing =
  (listing: readonly string[], acks = true): Talk =>
  (line) =>
    line === 'show adj-rib out' ? listing : exabgp({ acks })(line)

/** What ExaBGP makes of the question for what it announces. */
const talks: Readonly<Record<string, Talk>> = {
  'refuses to list': withListing(['error']),
  'never lists': withListing([]),
  'never lists, and acknowledges nothing': withListing([], false),
  'lists nothing (adj-rib-out false)': withListing(['done']),
  'says nothing at all': () => [],
}

describe('a predecessor was killed, and ExaBGP', () => {
  for (const [title, talk] of Object.entries(talks)) {
    const run = (mark: string) => new Simulation(setup, { statistics: () => snapshot(mark), exabgp: talk, predecessor: true })

    it(`${title}: a service that is found down is withdrawn, once`, () => {
      assert.deepEqual(run('-').until(50_000).routeLines, [withdraw])
    })

    it(`${title}: one that is up is announced, and nothing is withdrawn`, () => {
      assert.deepEqual([...new Set(run('+').until(50_000).routeLines)], [announce])
    })

    it(`${title}: SIGTERM withdraws all, also right at the start`, () => {
      for (const at of [0.5, 1500, 10_000]) {
        const sim = run('?').inject(at, { type: 'stop', signal: 'SIGTERM' }).until(30_000)
        assert.deepEqual(sim.routeLines, [withdraw], `at ${at}`)
      }
    })
  }

  it('lists late, where it acknowledges nothing: also then what is dead goes', () => {
    const sim = new Simulation(setup, { statistics: () => snapshot('-'), exabgp: withListing([], false) }).until(10_000)
    const before = sim.routeLines.length
    sim.hears(10_000, `neighbor 10.0.0.2 ipv4 unicast ${vip} next-hop self`).until(20_000)
    assert.deepEqual(sim.routeLines.slice(before), [withdraw])
  })
})

describe('what a predecessor may have left of a dead service beside a live one', () => {
  const own = (name: string, vip: string) => service({ name, vips: [prefix(vip)], checks: [backend(name, { rise: 1, fall: 1 })] })
  const session = (address: string, family: string) => [
    `Neighbor ${address}`,
    '   state   ESTABLISHED',
    `   ${family} unicast:  enabled  enabled`,
    '   total:  4  2',
  ]
  const sessions = [...session('10.0.0.2', 'ipv4'), ...session('fd00::2', 'ipv6')]
  const withdrawn = (dead: string, predecessor = true) => {
    const talk: Talk = (line) => exabgp({ sessions, left: [vip] })(line)
    const statistics = () => snapshots(Object.entries({ live: '+', dead: '-' }))
    const world = { statistics, exabgp: talk, predecessor }
    const sim = new Simulation(config([own('live', vip), own('dead', dead)]), world).until(50_000)
    return sim.routeLines.filter((line) => line.startsWith('withdraw'))
  }

  it('is withdrawn once from a neighbor for which nothing is listed, although something is for another', () => {
    assert.deepEqual(withdrawn('2001:db8::9/128'), ['withdraw route 2001:db8::9/128'])
  })

  it('is nothing where every neighbor that may have it lists something', () => assert.deepEqual(withdrawn('9.9.9.8/32'), []))

  it('is nothing where there was none', () => assert.deepEqual(withdrawn('2001:db8::9/128', false), []))
})

describe('a VIP that two services share by path-information', () => {
  const own = (name: string, path: Attributes, proxy: string) =>
    service({ name, checks: [backend(proxy, { rise: 1, fall: 1 })], tiers: [tier(0.1, path)], attributes: path })

  for (const [which, path, nlri, listed] of [
    ['with path-information', { pathInformation: 1 }, `${vip} path-information 1`, `${vip} path-information 0.0.0.1`],
    ['without', {}, vip, vip],
  ] as const) {
    it(`is withdrawn for the one ${which} that dies, while the other has no verdict yet`, () => {
      const shared = config([own('first', path, 'http_back'), own('second', { pathInformation: 2 }, 'other_back')])
      const left = [listed, `${vip} path-information 0.0.0.2`].map((one) => `neighbor 10.0.0.2 ipv4 unicast ${one} next-hop self`)
      const talk: Talk = (line) => (line === 'show adj-rib out' ? [...left, 'done'] : exabgp()(line))
      const sim = new Simulation(shared, { statistics: () => snapshot('-'), exabgp: talk }).until(50_000)
      assert.deepEqual(sim.routeLines, [`withdraw route ${nlri}`])
    })

    for (const [how, answer] of [
      ['refuses', ['error']],
      ['never answers', []],
    ] as const) {
      it(`is withdrawn for the one ${which} that dies, while ExaBGP ${how} what the other would announce`, () => {
        const other = {
          ...own('second', { pathInformation: 2 }, 'other_back'),
          tiers: [tier(0.75, { pathInformation: 2 }), tier(0.1, { pathInformation: 2, med: 100 })] as const,
        }
        const statistics = (at: number) =>
          snapshots(Object.entries({ http_back: at < 5000 ? '+' : '-', other_back: at < 5000 ? '++' : '+-' }))
        const talk: Talk = (line) => (line.includes('med 100') ? answer : exabgp()(line))
        const sim = new Simulation(config([own('first', path, 'http_back'), other]), { statistics, exabgp: talk }).until(60_000)
        assert.deepEqual(
          sim.routeLines.filter((line) => line.startsWith('withdraw')),
          [`withdraw route ${nlri}`],
        )
      })
    }
  }

  it('moves from one path-information to another without a gap', () => {
    const tiers = [tier(0.75, { pathInformation: 1 }), tier(0.1, { pathInformation: 2 })]
    const setup = config([service({ checks: quick, tiers })])
    const sim = new Simulation(setup, { statistics: (at) => snapshot(at < 5000 ? '++' : '+-'), exabgp: exabgp() }).until(10_000)
    assert.deepEqual(
      sim.routeLines,
      [1, 2].map((id) => `announce route ${vip} path-information ${id} next-hop self`).concat(`withdraw route ${vip} path-information 1`),
    )
  })

  it('is withdrawn with its path-information from ExaBGP 6.0, which lists none', () => {
    const six: Talk = (line) => {
      if (line === 'system version') return ['{"version": "6.0.0", "application": "exabgp"}', 'done']
      if (line === 'rib show out') return [`{"10.0.0.2": {"routes": [{"family": "ipv4 unicast", "prefix": "${vip}"}]}}`, 'done']
      return ['done']
    }
    const sim = new Simulation(config([own('only', { pathInformation: 7 }, 'http_back')]), {
      statistics: () => snapshot('-'),
      exabgp: six,
    }).until(50_000)
    assert.deepEqual(sim.routeLines, [`peer * withdraw route ${vip} path-information 7`])
    const alive = new Simulation(config([own('only', { pathInformation: 7 }, 'http_back')]), {
      statistics: () => snapshot('+'),
      exabgp: six,
    }).until(100_000)
    assert.deepEqual([...new Set(alive.routeLines)], [`peer * announce route ${vip} path-information 7 next-hop self`])
  })
})

describe('an answer that was not meant for the command in flight', () => {
  it('is found out by the real one behind it: the command is said again', () => {
    const refuses = (line: string, at: number) => (line === withdraw && at < 6000 ? ['done', 'error'] : exabgp()(line))
    const sim = new Simulation(setup, { statistics: (at) => snapshot(at < 5000 ? '+' : '-'), exabgp: refuses }).until(20_000)
    assert.deepEqual(sim.routeLines.slice(0, 3), [announce, withdraw, withdraw])
    const error = (line: string, at: number) => (line === announce && at < 4000 ? ['done', 'error'] : exabgp()(line))
    const said = new Simulation(setup, { statistics: () => snapshot('+'), exabgp: error }).until(20_000).routeLines
    assert.ok(said.length >= 2 && said.every((line) => line === announce))
  })
})

describe('a batch', () => {
  const vips = Array.from({ length: 16 }, (_, index) => prefix(`192.0.2.${index}/32`))
  const many = config([service({ checks: quick, vips })])
  const bad = '192.0.2.5/32'
  const alone = (sim: Simulation, verb: string) => sim.routeLines.filter((line) => line.startsWith(`${verb} route ${bad}`))

  it('that is never answered is halved until the one to blame is alone, and all others are withdrawn', () => {
    const mute: Talk = (line) => (line.split(' ').includes(bad) ? [] : exabgp()(line))
    const sim = new Simulation(many, { statistics: (at) => snapshot(at < 60_000 ? '+' : '-'), exabgp: mute }).until(120_000)
    assert.ok(alone(sim, 'announce').length > 0 && alone(sim, 'withdraw').length > 0)
    const withdrawn = new Set(
      sim.routeLines.flatMap((line) =>
        line.startsWith('withdraw') && !line.split(' ').includes(bad) ? (line.match(/\S+\/32/g) ?? []) : [],
      ),
    )
    assert.equal(withdrawn.size, vips.length - 1)
  })

  it('that is refused at a refresh is halved, and the one to blame does not meet the others again at the next', () => {
    let refusing = false
    const talk: Talk = exabgp({ refuses: (line) => refusing && line.split(' ').includes(bad) })
    const sim = new Simulation(many, { statistics: () => snapshot('+'), exabgp: talk }).until(50_000)
    refusing = true
    sim.until(110_000)
    assert.ok(alone(sim, 'announce').length > 0)
    const before = sim.routeLines.length
    sim.until(200_000)
    const next = sim.routeLines.slice(before)
    assert.deepEqual(
      next.filter((line) => line.split(' ').includes(bad) && line.includes('attributes')),
      [],
    )
    assert.ok(next.some((line) => line.includes('attributes')))
  })
})

describe('the repetition for neighbors that flap', () => {
  it('says the last VIP as often as the first, however many come up', () => {
    const vips = Array.from({ length: 490 }, (_, index) => prefix(`10.1.${index >> 8}.${index & 255}/32`))
    const sim = new Simulation(config([service({ checks: quick, vips })]), {
      statistics: () => snapshot('+'),
      exabgp: exabgp(),
      answerTakesMs: 100,
    }).until(5000)
    const before = sim.sent.length
    for (let at = 5000; at < 60_000; at += 300)
      sim.hears(at, `neighbor 10.0.0.${((at / 300) % 2) | 0} down`).hears(at + 1, `neighbor 10.0.0.${((at / 300) % 2) | 0} up`)
    sim.until(60_000)
    const said = (text: string) => sim.sent.slice(before).filter(({ line }) => line.split(' ').includes(text)).length
    const [first, last] = [said(vips[0]?.text ?? ''), said(vips.at(-1)?.text ?? '')]
    assert.ok(last > 5 && first - last <= 2, `${first} and ${last}`)
  })
})
