// Is what is in question said once more so that this ExaBGP sends it, survives it, and without waiting for ever?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { batchSize } from '../../lib/exabgp/batch.ts'
import { write } from '../../lib/exabgp/command.ts'
import { backend, config, prefix, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot, snapshots } from '../engine/worlds.ts'

const setup = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])
const neighbor = '10.16.96.4'

/** A neighbor is away while the service goes and comes back, and then comes up every second. */
const healed = (version: string): readonly { readonly at: number; readonly line: string }[] => {
  const statistics = (at: number) => snapshot(at > 5000 && at < 10_000 ? '-' : '+')
  const sim = new Simulation(setup, { statistics, exabgp: exabgp({ version, left: ['9.9.9.9/32'] }) })
  for (let at = 20_000; at < 40_000; at += 1000)
    sim.hears(at, `neighbor ${neighbor} down - away`).hears(at + 500, `neighbor ${neighbor} up`)
  return sim.until(60_000).healed.filter(({ line }) => !line.startsWith('show'))
}

describe('what changed while a neighbor was away', () => {
  it('is announced to ExaBGP 4.2 in another text of the same attributes, and then in its own: the command that flushes ends it while no session is up', () => {
    for (const version of ['4.2.21', '4.2.25']) {
      const lines = healed(version).map(({ line }) => line)
      assert.deepEqual(lines.slice(0, 2), ['announce route 9.9.9.9/32 next-hop self origin igp', 'announce route 9.9.9.9/32 next-hop self'])
      assert.deepEqual(
        lines.filter((line) => line.includes('flush')),
        [],
      )
    }
  })

  it('is sent once more by ExaBGP 5.0, which is told to', () => {
    assert.deepEqual([...new Set(healed('5.0.15').map(({ line }) => line))], ['flush adj-rib out'])
  })

  for (const [version, whom, flapping, lines] of [
    ['5.0.15', 'to it alone, where nothing changes', neighbor, [`neighbor ${neighbor} flush adj-rib out`]],
    ['5.0.15', 'to nobody, where it is none of ours', '10.16.96.9', []],
    ['6.0.0', 'in its older grammar to all, as it knows it for no neighbor alone', neighbor, ['flush adj-rib out']],
  ] as const)
    it(`is sent once more by ExaBGP ${version} ${whom}, however often it comes up`, () => {
      const ours = config(setup.services, { exabgp: { ...setup.exabgp, neighbors: [neighbor, '10.16.96.5'] } })
      const talk = exabgp({ version, left: ['192.0.2.77/32'] })
      const sim = new Simulation(ours, { statistics: () => snapshot('+'), exabgp: talk })
      for (let at = 20_000; at < 60_000; at += 10_000)
        sim.hears(at, `neighbor ${flapping} down - away`).hears(at + 500, `neighbor ${flapping} up`)
      assert.deepEqual([...new Set(sim.until(60_000).healed.map(({ line }) => line))], lines)
    })

  it('is said once more although a neighbor comes up every second', () => {
    const during = healed('4.2.21').filter(({ at }) => at > 22_000 && at < 40_000)
    assert.ok(during.length >= 4, JSON.stringify(during))
  })
})

describe('what changed while a neighbor was away, and then neighbors were divided otherwise', () => {
  const among = (...neighbors: readonly string[]) => config(setup.services, { exabgp: { ...setup.exabgp, neighbors } })
  const withdraw = 'neighbor 10.16.96.4, neighbor 10.16.96.5, neighbor 10.16.96.6 withdraw route 9.9.9.9/32'

  /** The service is gone from 10 s on, and there is one more neighbor at 12 s. */
  const divided = (flaps: boolean): Simulation => {
    const statistics = (at: number) => snapshot(at < 10_000 && !(flaps && at >= 5000 && at <= 6000) ? '+' : '-')
    const sim = new Simulation(among(neighbor, '10.16.96.5'), { statistics, exabgp: exabgp({ version: '5.0.15' }) })
    return sim.inject(12_000, { type: 'configured', config: among(neighbor, '10.16.96.5', '10.16.96.6') })
  }

  it('is said once more when it comes up', () => {
    const sim = divided(false).until(99_000).hears(100_000, `neighbor ${neighbor} up`).until(110_000)
    assert.deepEqual(
      sim.healed.filter(({ line }) => line === withdraw).map(({ at }) => at),
      [102_000, 105_000],
    )
  })

  it('is said once more as it was to be before', () => {
    const [first] = divided(true)
      .until(20_000)
      .healed.filter(({ line }) => line === withdraw)
    assert.equal(first?.at, 14_000)
  })
})

describe('what was withdrawn from a neighbor that a reload took out', () => {
  const [stays, goes] = ['10.16.96.5', neighbor]
  const tiers = [tier(0.6), tier(0.1, { prepend: 2 })]
  const among = (...neighbors: readonly string[]) =>
    config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })], tiers })], { exabgp: { ...setup.exabgp, neighbors } })

  /** The times of withdrawals in seconds; the service is on another tier from 52 s on, and the reload is at 54 s. */
  const withdrawals = (version: string, downAt: number, upAt: number): readonly number[] => {
    const sim = new Simulation(among(stays, goes), { statistics: (at) => snapshot(at < 52_000 ? '++' : '+-'), exabgp: exabgp({ version }) })
    for (const one of [stays, goes]) sim.hears(2000, `neighbor ${one} up`)
    const leave = (): unknown => sim.hears(downAt, `neighbor ${goes} down - away`)
    if (downAt < 54_000) leave()
    sim.inject(54_000, { type: 'configured', config: among(stays) })
    if (downAt > 54_000) leave()
    sim
      .hears(upAt, `neighbor ${goes} up`)
      .hears(upAt + 200_000, `neighbor ${goes} down - away`)
      .hears(upAt + 210_000, `neighbor ${goes} up`)
    return [...sim.until(upAt + 300_000).sent, ...sim.healed].flatMap(({ at, line }) =>
      line === `neighbor ${goes} withdraw route 9.9.9.9/32` ? [Math.round(at / 1000)] : [],
    )
  }

  for (const version of ['4.2.21', '5.0.15']) {
    it(`is withdrawn once more when it comes up, that once, where it was away, with ExaBGP ${version}`, () => {
      assert.deepEqual(withdrawals(version, 50_000, 58_000), [54, 60, 63, 70])
      assert.deepEqual(withdrawals(version, 50_000, 150_000), [54, 152, 155, 162])
    })

    it(`is withdrawn once more for half a minute where it was not, as another process may speak to it by then, with ExaBGP ${version}`, () => {
      assert.deepEqual(withdrawals(version, 60_000, 62_000), [54, 64, 67, 74])
      assert.deepEqual(withdrawals(version, 150_000, 160_000), [54])
    })
  }
})

describe('what a reload took out of the configuration, so that another process may have it by now', () => {
  const checks = [backend('http_back', { rise: 1, fall: 1 })]
  const moved = '192.0.2.9/32'
  const both = config([
    service({ checks }),
    service({ name: 'moved', checks: [backend('moved_back', { rise: 1, fall: 1 })], vips: [prefix(moved)] }),
  ])

  /** The times of withdrawals in seconds after the reload at 10 s. */
  const withdrawals = (upAt: number, moving: (at: number) => '+' | '-' = () => '+'): readonly number[] => {
    const statistics = (at: number) =>
      snapshots([
        ['http_back', '+'],
        ['moved_back', moving(at)],
      ])
    const sim = new Simulation(both, { statistics, exabgp: exabgp({ version: '5.0.15' }) })
    sim.inject(10_000, { type: 'configured', config: setup }).hears(upAt, `neighbor ${neighbor} up`)
    return [...sim.until(300_000).sent, ...sim.healed].flatMap(({ at, line }) =>
      at >= 10_000 && line === `withdraw route ${moved}` ? [Math.round((at - 10_000) / 1000)] : [],
    )
  }

  it('is withdrawn by the reload, and not again when a neighbor comes up', () => {
    assert.deepEqual(withdrawals(130_000), [0])
  })

  it('is withdrawn once more where a neighbor comes up within half a minute', () => {
    assert.deepEqual(withdrawals(20_000), [0, 12, 15, 22])
  })

  it('is withdrawn once more for half a minute, no longer, where it flapped before', () => {
    const rounds = withdrawals(500_000, (at) => (at > 5000 && at < 7000 ? '-' : '+'))
    assert.deepEqual(rounds, [0, 2, 5, 12, 19, 26])
  })
})

describe('what changed again and again', () => {
  it('is said once more 2 s after it has settled, 3 s after that, and then every 7 s', () => {
    const statistics = (at: number) => snapshot(at > 5000 && at < 7000 ? '-' : '+')
    const { sent, healed } = new Simulation(setup, { statistics, exabgp: exabgp({ left: ['9.9.9.9/32'] }) }).until(40_000)
    const settled = sent.findLast(({ line }) => line.startsWith('announce'))?.at ?? Number.NaN
    const rounds = healed.flatMap(({ at, line }) => (line.includes('origin igp') ? [(at - settled) / 1000] : []))
    assert.deepEqual(rounds.map(Math.round), [2, 5, 12, 19, 26])
  })
})

describe('what came back while a round that withdraws once more was under way', () => {
  const vips = Array.from({ length: batchSize + 11 }, (_, index) => prefix(`192.0.2.${index + 1}/32`))
  const flapping = config([service({ vips, checks: [backend('http_back', { rise: 1, fall: 1 })] })])

  it('is announced, and what the round had still to withdraw stays', () => {
    let withdrawals = 0
    // Each time the service is down takes two commands, and so does each round: the fourth time is a round, and ends with its first command.
    const isUp = (at: number): boolean => (at < 11_000 ? Math.floor(at / 2000) % 2 === 0 : withdrawals > 6)
    const answer = exabgp()
    const sim = new Simulation(flapping, {
      statistics: (at) => snapshot(isUp(at) ? '+' : '-'),
      answerTakesMs: 900,
      exabgp: (line) => {
        if (line.startsWith('withdraw')) withdrawals += 1
        return answer(line)
      },
    }).until(18_000)
    const round = sim.healed.at(2)?.at ?? Number.NaN
    const since = [...sim.sent, ...sim.healed].filter(({ at, line }) => at >= round && !line.startsWith('show'))
    assert.deepEqual(
      since.sort((one, other) => one.at - other.at).map(({ line }) => `${line.split(' ')[0]} ${line.match(/\/32/g)?.length}`),
      [`withdraw ${batchSize}`, `announce ${batchSize}`, 'announce 11'],
    )
  })
})

describe('another text of the same attributes', () => {
  for (const [origin, text] of [
    [undefined, 'announce route 9.9.9.9/32 next-hop self origin igp'],
    ['igp', 'announce route 9.9.9.9/32 next-hop self'],
    ['egp', 'announce route 9.9.9.9/32 next-hop self attribute [ 0x01 0x40 0x01 ]'],
    ['incomplete', 'announce route 9.9.9.9/32 next-hop self attribute [ 0x01 0x40 0x02 ]'],
  ] as const)
    it(`is "${text}" for origin ${origin ?? 'unsaid'}`, () => {
      const route = { nlri: { prefix: prefix('9.9.9.9/32') }, attributes: { nextHop: 'self' as const, ...(origin && { origin }) } }
      assert.equal(
        write({ kind: 'announce', routes: [route], otherwise: true }, { dialect: '4.2', neighbors: [], spelling: new Map() }),
        text,
      )
    })
})
