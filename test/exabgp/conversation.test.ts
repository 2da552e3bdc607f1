// Does the talk with ExaBGP survive errors, silence, late answers, and those of somebody else?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { News } from '../../lib/engine/effect.ts'
import { backend, config, prefix, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'
const fast = (own: Parameters<typeof service>[0] = {}) => service({ checks: [backend('http_back', { rise: 1, fall: 1 })], ...own })
const vips = (count: number) => Array.from({ length: count }, (_, index) => prefix(`192.0.2.${index}/32`))
const up = () => snapshot('+')
const of = <Type extends News['type']>(sim: Simulation, type: Type) =>
  sim.news.filter((one): one is News & { type: Type } => one.type === type)

describe('the greeting', () => {
  for (const [version, dialect] of [
    ['4.2.21', '4.2'],
    ['4.2.25', '4.2'],
    ['5.0.15', '5.0'],
    ['6.0.0', '5.0'],
  ] as const) {
    it(`learns that ${version} as text speaks the grammar of ${dialect}`, () => {
      const sim = new Simulation(config([fast()]), { statistics: up, exabgp: exabgp({ version }) }).until(100)
      assert.deepEqual(of(sim, 'greeted'), [{ type: 'greeted', version, dialect, acks: true }])
    })
  }

  it('learns that a structured version speaks the grammar of 6.0', () => {
    const six = (line: string) => [...(line === 'system version' ? ['{"version": "6.0.0", "application": "exabgp"}'] : []), 'done']
    const sim = new Simulation(config([fast()]), { statistics: up, exabgp: six }).until(100)
    assert.deepEqual(
      sim.sent.map(({ line }) => line),
      ['system version', 'system version', 'rib show out', 'peer show', `peer * ${announce}`],
    )
  })

  it('learns that nothing is acknowledged from two versions without an answer between them', () => {
    const sim = new Simulation(config([fast()]), {
      statistics: (at) => snapshot(at < 2000 ? '+' : '-'),
      exabgp: exabgp({ acks: false }),
    }).until(4000)
    assert.equal(of(sim, 'greeted')[0]?.acks, false)
    assert.deepEqual(sim.routeLines, [announce, withdraw])
  })

  it('that found no acknowledgements asks for the version behind every command, and says no more before that is answered', () => {
    let stopped = false
    const owed: string[] = []
    const standing = (line: string, at: number): readonly string[] => {
      stopped = at >= 4000 && at < 9000
      const answers = exabgp({ acks: false })(line)
      if (stopped) owed.push(...answers)
      return stopped ? [] : answers
    }
    const flapping = (at: number) => snapshot(at < 4000 || Math.floor(at / 1000) % 2 === 1 ? '+' : '-')
    const sim = new Simulation(config([fast()]), { statistics: flapping, exabgp: standing }).until(8900)
    assert.deepEqual(
      sim.sent.slice(-2).map(({ line }) => line),
      [withdraw, 'system version'],
    )
    assert.deepEqual([sim.routeLines, owed.length], [[announce, withdraw], 1])
    sim.hears(9100, owed[0] ?? '').until(9500)
    assert.deepEqual(sim.routeLines, [announce, withdraw, announce])
    assert.deepEqual([of(sim, 'silent'), of(sim, 'answering')], [[], []])
  })

  it('that found no acknowledgements asks again after ten seconds, should an answer have been lost', () => {
    let versions = 0
    const forgetful = (line: string) => (line === 'system version' && ++versions === 5 ? [] : exabgp({ acks: false })(line))
    const sim = new Simulation(config([fast()]), { statistics: (at) => snapshot(at < 5000 ? '+' : '-'), exabgp: forgetful }).until(20_000)
    const [asked, again] = sim.sent
      .filter(({ line }) => line === 'system version')
      .slice(4)
      .map(({ at }) => at)
    assert.equal((again ?? 0) - (asked ?? 0), 10_000)
    assert.deepEqual(of(sim, 'silent'), [{ type: 'silent', line: announce, afterMs: 10_000 }])
    assert.deepEqual(of(sim, 'answering'), [{ type: 'answering', afterMs: 10_001 }])
    assert.deepEqual(sim.routeLines, [announce, withdraw])
  })

  it('that nobody answers is given up, and an answer that comes later is still heard', () => {
    const sim = new Simulation(config([fast()]), { statistics: up, exabgp: (line, at) => (at < 5000 ? [] : exabgp()(line)) })
    assert.deepEqual(sim.until(1990).routeLines, [])
    assert.deepEqual(sim.until(3000).routeLines, [announce])
    sim.hears(6000, 'exabgp 4.2.21').hears(6000, 'done').until(7000)
    assert.equal(of(sim, 'greeted')[0]?.acks, true)
    assert.deepEqual(sim.routeLines, [announce, announce])
  })

  it('is not fooled by what ExaBGP still owed a predecessor', () => {
    const sim = new Simulation(config([fast()]), { statistics: up, exabgp: exabgp() })
    sim.hears(0.5, 'done').hears(0.6, 'error').hears(1.5, 'done').until(2000)
    assert.equal(of(sim, 'refused').length, 0)
    assert.deepEqual(sim.routeLines, [announce])
  })

  it('does not happen in a terminal', () => {
    const sim = new Simulation(config([fast()]), { statistics: up, standalone: true }).until(1000)
    assert.deepEqual(sim.sent, [{ at: 1, line: announce }])
  })
})

describe('one command in flight', () => {
  it('lets wishes collapse into the newest while ExaBGP is slow', () => {
    const marks = (at: number) => (at < 3000 ? '+' : Math.floor(at / 300) % 2 === 0 ? '+' : '-')
    const sim = new Simulation(config([fast()]), {
      statistics: (at) => snapshot(marks(at)),
      exabgp: (line, at) => (at < 3000 || at > 20_000 ? exabgp()(line) : []),
    }).until(20_000)
    const whileSilent = sim.sent.filter(({ at }) => at > 3000)
    assert.deepEqual(
      whileSilent.map(({ line }) => line),
      [withdraw, 'system version', 'system version'],
    )
  })

  it('shares a command among NLRI with the same attributes, 49 at a time', () => {
    const sim = new Simulation(config([fast({ vips: vips(120) })]), {
      statistics: (at) => snapshot(at < 3000 ? '+' : '-'),
      exabgp: exabgp(),
    }).until(5000)
    assert.deepEqual(
      sim.routeLines.map((line) => [line.split(' ')[0], line.match(/\/32/g)?.length]),
      [
        ['announce', 49],
        ['announce', 49],
        ['announce', 22],
        ['withdraw', 49],
        ['withdraw', 49],
        ['withdraw', 22],
      ],
    )
  })

  it('tries the NLRI of a refused batch in halves, and the bad one again after 1, 2, 4 s and so on', () => {
    const refuses = (line: string) => line.includes('192.0.2.1/32')
    const sim = new Simulation(config([fast({ vips: vips(4) })]), { statistics: up, exabgp: exabgp({ refuses }) }).until(59_000)
    assert.deepEqual(sim.routeLines.slice(0, 5), [
      'announce attributes next-hop self nlri 192.0.2.0/32 192.0.2.1/32 192.0.2.2/32 192.0.2.3/32',
      'announce attributes next-hop self nlri 192.0.2.0/32 192.0.2.1/32',
      'announce route 192.0.2.0/32 next-hop self',
      'announce route 192.0.2.1/32 next-hop self',
      'announce attributes next-hop self nlri 192.0.2.2/32 192.0.2.3/32',
    ])
    const tried = sim.sent.filter(({ line }) => line === 'announce route 192.0.2.1/32 next-hop self').map(({ at }) => Math.round(at / 1000))
    assert.deepEqual(tried, [0, 1, 3, 7, 15, 31])
    sim.hears(59_500, 'neighbor 10.0.0.2 up').until(59_600)
    assert.equal(sim.routeLines.filter((line) => line === 'announce route 192.0.2.1/32 next-hop self').length, 7)
  })

  for (const [size, bad] of [
    [49, 1],
    [49, 25],
    [49, 49],
    [120, 77],
  ] as const) {
    it(`finds NLRI ${bad} of ${size} that is refused with two commands a halving, and announces and withdraws all others`, () => {
      const culprit = vips(size)[bad - 1]?.text ?? ''
      const isOfCulprit = (line: string) => line.split(' ').includes(culprit)
      const sim = new Simulation(config([fast({ vips: vips(size) })]), {
        statistics: (at) => snapshot(at < 3000 ? '+' : '-'),
        exabgp: exabgp({ refuses: isOfCulprit }),
      }).until(5000)
      const done = (verb: string) =>
        sim.routeLines.flatMap((line) => (line.startsWith(verb) && !isOfCulprit(line) ? (line.match(/\S+\/32/g) ?? []) : [])).sort()
      const others = vips(size).flatMap(({ text }) => (text === culprit ? [] : [text]))
      assert.deepEqual(done('announce'), others.sort())
      assert.deepEqual(done('withdraw'), others.sort())
      const early = sim.sent.filter(({ at, line }) => at < 900 && line.startsWith('announce'))
      assert.ok(early.length <= Math.ceil(size / 49) + 2 * Math.ceil(Math.log2(49)))
      const alone = of(sim, 'refused').flatMap(({ line, next }) => (next === 'later' ? [line] : []))
      assert.deepEqual([...new Set(alone)], [`announce route ${culprit} next-hop self`, `withdraw route ${culprit}`])
    })
  }

  it('shares commands again among those that a refusal did not concern', () => {
    const refuses = (line: string, at: number) => at < 3000 && line.includes('192.0.2.1/32')
    const sim = new Simulation(config([fast({ vips: vips(49) })]), {
      statistics: (at) => snapshot(at < 3000 ? '+' : '-'),
      exabgp: (line, at) => exabgp({ refuses: (it) => refuses(it, at) })(line),
    }).until(5000)
    assert.deepEqual(
      sim.routeLines.filter((line) => line.startsWith('withdraw')).map((line) => line.match(/\/32/g)?.length),
      [48, 1],
    )
  })

  it('takes an answer that comes late as the answer', () => {
    const sim = new Simulation(config([fast()]), { statistics: up, exabgp: (line) => (line === announce ? [] : exabgp()(line)) })
    sim.until(900).hears(950, 'done').until(5000)
    assert.deepEqual(sim.routeLines, [announce])
    assert.equal(of(sim, 'silent').length, 0)
  })

  it('finds out that an answer will never come, and goes on', () => {
    const sim = new Simulation(config([fast()]), {
      statistics: (at) => snapshot(at < 5000 ? '+' : '-'),
      exabgp: (line) => (line === announce ? [] : exabgp()(line)),
    }).until(8000)
    assert.equal(of(sim, 'silent').length, 2)
    assert.equal(of(sim, 'unanswered').length, 2)
    assert.deepEqual(sim.routeLines, [announce, announce, withdraw])
  })

  it('tells the answer that arrives behind that of a later question', () => {
    const sim = new Simulation(config([fast()]), {
      statistics: up,
      exabgp: (line, at) => (at > 1 && !line.startsWith('show ') ? [] : exabgp()(line)),
    })
    sim.until(2000)
    assert.equal(of(sim, 'silent').length, 1)
    // ExaBGP wakes up: it answers the question first, and carries out the route after it.
    sim.hears(2100, 'exabgp 4.2.21').hears(2100, 'done').hears(2101, 'done').hears(2102, 'exabgp 4.2.21').hears(2102, 'done').until(4000)
    assert.equal(of(sim, 'answering').length, 1)
    assert.equal(of(sim, 'unanswered').length, 0)
    assert.deepEqual(sim.routeLines, [announce])
  })

  it('waits for the answer to a long command, which comes well after that to a question', () => {
    const sim = new Simulation(config([fast()]), { statistics: up, exabgp: (line) => (line === announce ? [] : exabgp()(line)) })
    sim.until(1400).hears(1500, 'done').until(4000)
    assert.equal(of(sim, 'silent').length, 1)
    assert.equal(of(sim, 'unanswered').length, 0)
    assert.equal(of(sim, 'answering').length, 1)
    assert.deepEqual(sim.routeLines, [announce])
  })

  it('does not take news for answers', () => {
    const sim = new Simulation(config([fast()]), {
      statistics: up,
      exabgp: (line) => (line === announce ? ['neighbor 10.0.0.3 down - x', '', 'done'] : exabgp()(line)),
    })
    sim.until(3000)
    assert.deepEqual(
      of(sim, 'answered').map(({ line }) => line),
      ['show neighbor extensive', announce],
    )
    assert.deepEqual(of(sim, 'neighbor'), [{ type: 'neighbor', address: '10.0.0.3', state: 'down' }])
  })
})

describe('what a predecessor left', () => {
  const recalled = (options: Parameters<typeof exabgp>[0], mark: string) =>
    of(new Simulation(config([fast()]), { statistics: () => snapshot(mark), exabgp: exabgp(options) }).until(5000), 'inherited').map(
      ({ nlris }) => nlris,
    )

  it('is told as soon as the listing has ended', () => {
    assert.deepEqual(recalled({ left: ['9.9.9.9/32', '1.2.3.4/32'] }, '+'), [['9.9.9.9/32']])
    assert.deepEqual(recalled({}, '+'), [[]])
  })

  it('is told later where nothing is acknowledged, and not once it has been announced anew', () => {
    assert.deepEqual(recalled({ acks: false, left: ['9.9.9.9/32'] }, '?'), [['9.9.9.9/32']])
    assert.deepEqual(recalled({ acks: false, left: ['9.9.9.9/32'] }, '+'), [])
    assert.deepEqual(recalled({ acks: false }, '?'), [[]])
  })
})

describe('what is announced', () => {
  it('is repeated every refresh, and a withdraw never', () => {
    const sim = new Simulation(config([fast()]), { statistics: (at) => snapshot(at < 130_000 ? '+' : '-'), exabgp: exabgp() }).until(
      400_000,
    )
    assert.deepEqual(sim.routeLines, [announce, announce, announce, withdraw])
  })

  it('is repeated at once when a neighbor comes up', () => {
    const sim = new Simulation(config([fast()]), { statistics: up, exabgp: exabgp() }).hears(5000, 'neighbor 10.0.0.4 up').until(5010)
    assert.deepEqual(sim.routeLines, [announce, announce])
  })

  it('is not repeated, nor talked about, at every attempt of ExaBGP to reach a neighbor that is away', () => {
    const sim = new Simulation(config([fast()]), { statistics: up, exabgp: exabgp() })
    for (const at of [2000, 3000, 4000])
      sim.hears(at, 'neighbor 10.0.0.4 connected').hears(at, 'neighbor 10.0.0.4 down - Broken TCP connection')
    assert.deepEqual(sim.until(5000).routeLines, [announce])
    assert.equal(of(sim, 'neighbor').length, 1)
  })

  it('is taken back on SIGTERM also while its command is in flight', () => {
    const sim = new Simulation(config([fast()]), { statistics: up, exabgp: (line) => (line === announce ? [] : exabgp()(line)) })
    sim.until(500).inject(500, { type: 'stop', signal: 'SIGTERM' }).until(600)
    assert.deepEqual(sim.routeLines, [announce, withdraw])
  })

  it('is taken back on SIGTERM also where ExaBGP has acknowledged its withdraw, and may not have sent it', () => {
    const flaps = (at: number) => snapshot(at < 5000 ? '+' : at < 7000 ? '-' : at < 9000 ? '+' : '-')
    const world = { statistics: flaps, exabgp: exabgp({ version: '5.0.15' }) }
    const said = (stopAt: number) => {
      const sim = new Simulation(config([fast()]), world).until(stopAt)
      const before = sim.written.length
      sim.inject(stopAt, { type: 'stop', signal: 'SIGTERM' }).until(stopAt + 100)
      return sim.written.slice(before)
    }
    assert.deepEqual(said(10_600), [withdraw])
    assert.deepEqual(said(600_000), [])
  })

  it('is not taken back twice when SIGTERM meets a withdrawal in flight', () => {
    const sim = new Simulation(config([fast()]), {
      statistics: (at) => snapshot(at < 3000 ? '+' : '-'),
      exabgp: (line) => (line === withdraw ? [] : exabgp()(line)),
    })
    sim.until(3500).inject(3500, { type: 'stop', signal: 'SIGTERM' }).until(3600)
    assert.deepEqual(sim.routeLines, [announce, withdraw])
  })
})
