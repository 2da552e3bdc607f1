// What does an event of HAProxy change, and what the loss of its ring?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import { isPressed } from '../../lib/engine/pressed.ts'
import type { RingReport } from '../../lib/haproxy/ring.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { logLine } from '../../lib/log/line.ts'
import { backend, command, config, prefix, pushed, service, tier } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'

const following = (pid = 1): RingReport => ({ kind: 'following', pid })
const lost: RingReport = { kind: 'lost', reason: 'connection refused' }
const forbidden: RingReport = { kind: 'unavailable', reason: 'it may not', remedy: 'this' }

/** After 5000, where a turn may come a tenth of the fast interval early for the sake of a snapshot that is taken anyway. */
const inTwoTurns = 5381

/** A simulation in which the ring is followed, and the times of its snapshots. */
const world = (setup = pushed(), statistics: (at: number) => SnapshotResult = () => snapshot('++'), takesMs = 1) => {
  const asked: number[] = []
  const sim = new Simulation(setup, {
    statistics: (at) => {
      asked.push(at)
      return statistics(at)
    },
    exabgp: exabgp(),
    probeTakesMs: takesMs,
  }).inject(50, { type: 'ring', report: following() })
  return { sim, asked }
}

const routes = (sim: Simulation) => sim.sent.filter(({ line }) => /announce|withdraw/.test(line))

describe('a hint', () => {
  it('wakes a snapshot at once, and what that shows is acted upon', () => {
    const { sim } = world(pushed(), (at) => snapshot(at < 5000 ? '++' : '--'))
    sim.inject(5000, { type: 'hint' }).until(9000)
    assert.deepEqual(routes(sim), [
      { at: 401, line: announce },
      { at: 5001, line: withdraw },
    ])
  })

  it('brings news of the checks beside the one that it is about: a service that is drained by hand departs for the sake of their sessions', () => {
    const drain = { forMs: 60_000, attributes: { med: 500 }, sessions: 5 }
    const cadence = { intervalMs: 10_000, rise: 3, fall: 1 }
    const setup = pushed({}, { checks: [backend('a', cadence), backend('b', cadence)], drain })
    const statistics = (at: number): SnapshotResult => {
      const [a, b] = [snapshot(at < 4000 ? '++' : 'dd', 'a'), snapshot('++', 'b', 1, at < 2000 ? 0 : 500)]
      if (!a.ok || !b.ok) return a
      return { ok: true, snapshot: { pid: 1, proxies: new Map([...a.snapshot.proxies, ...b.snapshot.proxies]) } }
    }
    const { sim } = world(setup, statistics)
    sim.inject(4000, { type: 'hint' }).until(20_000)
    assert.deepEqual(routes(sim).at(-1), { at: 4001, line: `${announce} med 500` })
  })

  it('is no evidence itself', () => {
    const { sim } = world()
    for (let at = 1000; at < 9000; at += 100) sim.inject(at, { type: 'hint' })
    assert.deepEqual(sim.until(9000).routeLines, [announce])
  })

  it('that comes while a snapshot is taken costs one more after it, however many they are', () => {
    const { sim, asked } = world(pushed(), undefined, 30)
    for (let at = 5000; at < 5030; at++) sim.inject(at, { type: 'hint' })
    sim.until(9000)
    assert.deepEqual(
      asked.filter((at) => at >= 5000),
      [5000, 5030],
    )
  })

  it('presses for time until what it led to has been said', () => {
    const { sim } = world(pushed(), (at) => snapshot(at < 5000 ? '++' : '--'), 30)
    const pressedAt = (at: number): boolean => isPressed(sim.until(at).state)
    assert.equal(pressedAt(4990), false)
    sim.inject(5000, { type: 'hint' })
    assert.deepEqual([5000, 5029].map(pressedAt), [true, true])
    assert.equal(isPressed(sim.inject(5029, { type: 'hint' }).until(5030).state), true)
    assert.deepEqual([pressedAt(5061), routes(sim).at(-1)], [false, { at: 5030, line: withdraw }])
  })

  it('does not come to more than a hundred snapshots a second', () => {
    const { sim, asked } = world()
    for (let at = 5000; at < 6000; at++) sim.inject(at, { type: 'hint' })
    sim.until(9000)
    assert.equal(asked.filter((at) => at >= 5000).length, 101)
  })

  it('does not count for rise: a burst of events is not a server that stays up', () => {
    const { sim } = world(pushed(), (at) => snapshot(at < 5000 ? '--' : '++'))
    for (let at = 5000; at < 6000; at += 20) sim.inject(at, { type: 'hint' })
    assert.deepEqual(routes(sim.until(9000)), [{ at: inTwoTurns, line: announce }])
  })

  it('does not count the same bad news twice where fall asks for more', () => {
    const { sim } = world(pushed({ fall: 3 }), (at) => snapshot(at < 5000 ? '++' : '--'))
    for (let at = 5000; at < 6000; at += 20) sim.inject(at, { type: 'hint' })
    assert.deepEqual(routes(sim.until(9000)), [
      { at: 401, line: announce },
      { at: inTwoTurns, line: withdraw },
    ])
  })

  it('brings bad news in the midst of a rise', () => {
    const ladder = pushed({}, { tiers: [tier(0.75), tier(0.25, { prepend: 2 })] })
    const { sim } = world(ladder, (at) => snapshot(at < 5000 ? '+-' : at < 5050 ? '++' : '--'))
    sim.inject(5000, { type: 'hint' }).inject(5050, { type: 'hint' }).until(9000)
    assert.deepEqual(routes(sim).at(-1), { at: 5051, line: withdraw })
  })

  it('reaches every service that looks at HAProxy, and probes are asked in their own time', () => {
    const other = service({ name: 'other', vips: [prefix('192.0.2.1/32')], checks: pushed().services[0].checks })
    const probed = service({ name: 'probed', vips: [prefix('192.0.2.2/32')], checks: [command()] })
    const setup: Config = { ...pushed(), services: [...pushed().services, other, probed] }
    const { sim, asked } = world(setup, (at) => snapshot(at < 5000 ? '++' : '--'))
    sim.inject(5000, { type: 'hint' }).until(5100)
    assert.equal(asked.filter((at) => at >= 5000).length, 1)
    assert.deepEqual(
      routes(sim).filter(({ at }) => at >= 5000),
      [{ at: 5001, line: 'withdraw attributes next-hop self nlri 9.9.9.9/32 192.0.2.1/32' }],
    )
  })

  describe('whose snapshot is being taken', () => {
    const dying = (at: number) => snapshot(at < 5000 ? '++' : '--')

    for (const [what, next] of Object.entries({
      'the timing of its check': pushed({ intervalMs: 9000 }),
      'nothing of its check': pushed({}, { evidenceMaxAgeMs: 200_000 }),
    }))
      it(`is not lost to a reload that changes ${what}: the snapshot is begun anew`, () => {
        const { sim, asked } = world(pushed(), dying, 30)
        sim.inject(5000, { type: 'hint' }).inject(5010, { type: 'configured', config: next }).until(5200)
        assert.deepEqual(
          asked.filter((at) => at >= 5000),
          [5000, 5010],
        )
        assert.deepEqual(routes(sim).slice(1), [{ at: 5040, line: withdraw }])
      })

    it('asks nothing once a reload has left no check that looks at HAProxy', () => {
      const { sim, asked } = world(pushed(), dying, 30)
      const next = { ...pushed(), services: config([service({ checks: [command()] })]).services }
      sim.inject(5000, { type: 'hint' }).inject(5010, { type: 'configured', config: next }).until(9000)
      assert.deepEqual(
        asked.filter((at) => at >= 5000),
        [5000],
      )
    })

    it('is answered although the ring is lost meanwhile', () => {
      const { sim } = world(pushed(), dying, 30)
      sim.inject(5000, { type: 'hint' }).inject(5010, { type: 'ring', report: lost }).until(5200)
      assert.deepEqual(routes(sim).at(-1), { at: 5030, line: withdraw })
    })

    it('and whose check is ordered to ask now meanwhile, is followed by a snapshot of its own', () => {
      const { sim, asked } = world(pushed(), dying, 30)
      sim
        .inject(5000, { type: 'hint' })
        .inject(5010, { type: 'check-now', services: ['web'], author: 'root' })
        .until(5200)
      assert.deepEqual(
        asked.filter((at) => at >= 5000),
        [5000, 5030],
      )
      assert.equal(routes(sim).at(-1)?.line, withdraw)
    })
  })

  it('means nothing where nobody looks at HAProxy', () => {
    const { sim, asked } = world(config([service({ checks: [command()] })]))
    sim.inject(5000, { type: 'hint' }).until(9000)
    assert.deepEqual(asked, [])
  })
})

describe('the event ring', () => {
  it('that is followed spares the fast interval: HAProxy is asked every interval', () => {
    const { sim, asked } = world()
    sim.until(30_000)
    assert.deepEqual(asked, [0, 50, 200, 400, 10_400, 20_400])
  })

  it('that is lost is said once, HAProxy is asked every fast-interval until it is back, and then at once', () => {
    const { sim, asked } = world()
    for (const at of [5000, 6000, 7000]) sim.inject(at, { type: 'ring', report: lost })
    sim.inject(8050, { type: 'ring', report: following() }).until(15_000)
    assert.deepEqual(
      asked.filter((at) => at > 400),
      [...Array.from({ length: 15 }, (_, index) => 5200 + index * 201), 8050],
    )
    assert.deepEqual(said(sim), [
      'info: following the events of HAProxy, process 1',
      'warn: no events from HAProxy, asking it every fast-interval instead: connection refused',
      'info: following the events of HAProxy, process 1',
    ])
  })

  it('that is lost while a snapshot for its sake is taken is made up for by fast-interval all the same', () => {
    for (const report of [lost, forbidden]) {
      const { sim } = world(pushed(), (at) => snapshot(at < 6000 ? '++' : '--'), 150)
      sim
        .inject(5000, { type: 'ring', report: { kind: 'ended' } })
        .inject(5100, { type: 'ring', report })
        .until(20_000)
      const [gone] = routes(sim).filter(({ line }) => line === withdraw)
      assert.ok(gone !== undefined && gone.at <= 6550, JSON.stringify(routes(sim)))
    }
  })

  it('that is not permitted is said once, whatever becomes of HAProxy meanwhile', () => {
    const { sim } = world()
    for (const [index, report] of [forbidden, lost, forbidden, lost, forbidden].entries()) {
      sim.inject(5000 + index * 100, { type: 'ring', report })
    }
    assert.deepEqual(said(sim.until(9000)).slice(1), [
      'warn: no events from HAProxy, asking it every fast-interval instead: it may not; add to haproxy.cfg: this',
    ])
  })

  it('that is followed anew, as after a reload, is nothing to speak of, and a snapshot shows what was missed', () => {
    const { sim, asked } = world()
    sim.inject(5000, { type: 'ring', report: following(2) }).until(9000)
    assert.deepEqual([asked.at(-1), said(sim).length], [5000, 1])
  })

  it('of a process that is not the one that answers is left for that, once', () => {
    const { sim } = world(pushed(), (at) => snapshot('++', 'http_back', at < 5000 ? 1 : 2))
    for (let at = 5000; at < 6000; at += 100) sim.inject(at, { type: 'hint' })
    assert.deepEqual(sim.until(9000).renewals, [5001])
  })

  it('that was lost is tried as soon as another process answers', () => {
    const { sim } = world(pushed(), (at) => snapshot('++', 'http_back', at < 5100 ? 1 : 2))
    sim.inject(5000, { type: 'ring', report: lost }).until(9000)
    assert.deepEqual(sim.renewals, [5201])
  })
})

const said = ({ news }: Simulation): readonly string[] =>
  news
    .filter(({ type }) => type === 'ring')
    .map(logLine)
    .map(({ level, message }) => `${level}: ${message}`)
