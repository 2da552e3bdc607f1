// Is a backend named that does not log to the ring, and never one that does?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { logLine } from '../../lib/log/line.ts'
import { pushed } from './configs.ts'
import { Simulation } from './simulation.ts'
import { changedNow, exabgp, snapshot } from './worlds.ts'

const up = snapshot('++')
const oneDown = changedNow(snapshot('+-'))

/** HAProxy is asked at 400 and then every 10 s; the ring is followed from 50 on. */
const world = (after15s: SnapshotResult, setup: Config = pushed(), pid = 1): Simulation =>
  new Simulation(setup, { statistics: (at) => (at < 15_000 ? up : after15s), exabgp: exabgp() }).inject(50, {
    type: 'ring',
    report: { kind: 'following', pid },
  })

const said = ({ news }: Simulation): readonly string[] =>
  news
    .filter(({ type }) => type === 'ring-silent')
    .map(logLine)
    .map(({ level, message }) => `${level}: ${message}`)

const named =
  'warn: backend http_back: server s2 went down, but ring health did not report it: routes follow this backend at the next interval, not at once; add "log ring@health local0 notice" to backend http_back if it is missing'

describe('a server that is found down', () => {
  it('without a word of the ring has its backend named, once, when no word has come later either', () => {
    const sim = world(oneDown)
    assert.deepEqual(said(sim.until(20_500)), [])
    assert.deepEqual(said(sim.until(60_000)), [named])
  })

  it('among so many that not all are looked at at once has its backend named as well', () => {
    const marks = '+'.repeat(300)
    const [up, down] = [snapshot(marks), changedNow(snapshot(`+-${marks}`))]
    const sim = new Simulation(pushed(), { statistics: (at) => (at < 15_000 ? up : down), exabgp: exabgp() }).inject(50, {
      type: 'ring',
      report: { kind: 'following', pid: 1 },
    })
    assert.deepEqual(said(sim.until(60_000)), [named])
    const whole = sim.looks.filter(({ at, look }) => at > 1000 && look === 'servers')
    assert.deepEqual(whole, [])
  })

  it('and again, with another, has it named no second time', () => {
    const statistics = (at: number) => (at < 15_000 ? up : at < 45_000 ? oneDown : changedNow(snapshot('--')))
    const sim = new Simulation(pushed(), { statistics, exabgp: exabgp() }).inject(50, {
      type: 'ring',
      report: { kind: 'following', pid: 1 },
    })
    assert.deepEqual(said(sim.until(90_000)), [named])
  })

  for (const [when, at] of [
    ['in the moment', 15_000],
    ['just before the look that finds it', 20_399],
    ['in the midst of that look', 20_400],
    ['a little after it', 20_900],
  ] as const) {
    it(`with a word ${when} is none of its business`, () => {
      assert.deepEqual(said(world(oneDown).inject(at, { type: 'hint' }).until(60_000)), [])
    })
  }

  it('with a word just before the look before, which may have been about it, is let pass', () => {
    assert.deepEqual(said(world(oneDown).inject(14_900, { type: 'hint' }).until(60_000)), [])
  })

  it('but went down long ago, as when its checks were off for a while, is let pass', () => {
    assert.deepEqual(said(world(snapshot('+-')).until(60_000)), [])
  })

  it('in the first look is let pass', () => {
    const sim = new Simulation(pushed(), { statistics: () => oneDown, exabgp: exabgp() }).inject(50, {
      type: 'ring',
      report: { kind: 'following', pid: 1 },
    })
    assert.deepEqual(said(sim.until(60_000)), [])
  })

  it('while the ring is lost, or is that of another process, is let pass', () => {
    const lost = world(oneDown).inject(14_000, { type: 'ring', report: { kind: 'lost', reason: 'connection refused' } })
    assert.deepEqual(said(lost.inject(22_000, { type: 'ring', report: { kind: 'following', pid: 1 } }).until(60_000)), [])
    assert.deepEqual(said(world(oneDown, pushed(), 2).until(60_000)), [])
    assert.deepEqual(said(world(changedNow(snapshot('+-', 'http_back', 2))).until(60_000)), [])
  })

  it('in a reload right after it is let pass', () => {
    const statistics = (at: number) => (at < 15_000 ? up : at < 21_000 ? oneDown : changedNow(snapshot('+-', 'http_back', 2)))
    const sim = new Simulation(pushed(), { statistics, exabgp: exabgp() }).inject(50, {
      type: 'ring',
      report: { kind: 'following', pid: 1 },
    })
    assert.deepEqual(said(sim.inject(31_000, { type: 'ring', report: { kind: 'following', pid: 2 } }).until(60_000)), [])
  })

  it('over a network, where the connection to the ring may be cut in silence, is let pass', () => {
    const plain = pushed()
    const remote = { ...plain, haproxy: { ...plain.haproxy, stats: { kind: 'tcp' as const, host: '192.0.2.9', port: 9999 } } }
    assert.deepEqual(said(world(oneDown, remote).until(60_000)), [])
  })
})

it('a server that goes into maintenance, is drained or loses its weight is none that went down', () => {
  for (const status of ['MAINT', 'DRAIN', 'NOLB', 'no check']) {
    const changed = changedNow(snapshot('++'))
    assert.ok(changed.ok)
    const proxies = new Map(
      [...changed.snapshot.proxies].map(([proxy, table]) => [
        proxy,
        { ...table, servers: table.servers.map((server) => ({ ...server, status })) },
      ]),
    )
    assert.deepEqual(said(world({ ok: true, snapshot: { ...changed.snapshot, proxies } }).until(60_000)), [])
  }
})
