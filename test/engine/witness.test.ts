// What becomes of a service whose HAProxy cannot be asked, by what else proves that HAProxy serves?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import { failing, passing, unknown } from '../../lib/health/evidence.ts'
import { logLine } from '../../lib/log/line.ts'
import { backend, cadence, config, prefix, pushed, service } from './configs.ts'
import { Simulation, type World } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'
const http = {
  kind: 'http' as const,
  url: 'http://127.0.0.1/',
  headers: {},
  tls: { insecure: false },
  expect: { status: [{ from: 200, to: 299 }], headers: {} },
  ...cadence,
}
const patient = { ...http, intervalMs: 60_000 }
const refusedFrom = (since: number) => (at: number) => (at < since ? snapshot('+') : fault('refused'))
const routes = (sim: Simulation) =>
  sim.sent.filter(({ line }) => /announce|withdraw/.test(line)).filter(({ line }, index, all) => line !== all[index - 1]?.line)
const linesOf = (sim: Simulation) => routes(sim).map(({ line }) => line)
const withdrawnAt = (sim: Simulation) => routes(sim).find(({ line }) => line === withdraw)?.at

const world = (setup: Config, own: World) => new Simulation(setup, { statistics: refusedFrom(5000), exabgp: exabgp(), ...own })
const vouched = (...others: readonly (typeof http & { readonly shared?: true })[]) => config([service({ checks: [backend(), ...others] })])

describe('a HAProxy whose socket refuses', () => {
  it('is down where nothing speaks for it', () => {
    const sim = world(config(), {}).until(60_000)
    assert.deepEqual(linesOf(sim), [announce, withdraw])
    assert.ok((withdrawnAt(sim) ?? 0) < 6500)
  })

  it('keeps its route, with an alarm, as long as an http check passes', () => {
    const sim = world(vouched(http), { probe: () => passing('200') }).until(3_600_000)
    assert.deepEqual(linesOf(sim), [announce])
    const alarms = sim.news.filter((one) => one.type === 'alarm').map((one) => logLine(one).message)
    assert.match(
      alarms[0] ?? '',
      /^web: keeping tier 1, as evidence is unknown: backend http_back: refused by the script, or serves without that socket, as an http check passes /,
    )
  })

  it('is down soon after the http check fails, however long that would have waited for its turn', () => {
    for (const check of [http, patient]) {
      const sim = world(vouched(check), { probe: (at) => (at < 5000 ? passing('200') : failing('connection refused')) }).until(60_000)
      assert.deepEqual(linesOf(sim), [announce, withdraw])
      assert.ok((withdrawnAt(sim) ?? 0) < 7000, `${withdrawnAt(sim)}`)
    }
  })

  it('is not vouched for by a shared http check, which says nothing of this node', () => {
    const sim = world(vouched({ ...http, shared: true }), { probe: () => passing('200') }).until(60_000)
    assert.deepEqual(linesOf(sim), [announce, withdraw])
  })

  it('is not vouched for by an http check that is unknown', () => {
    const sim = world(vouched(http), { probe: (at) => (at < 5000 ? passing('200') : unknown('no local port is free')) }).until(60_000)
    assert.deepEqual(linesOf(sim), [announce, withdraw])
  })

  it('is not vouched for by an http check that goes round it, once no process of HAProxy lives', () => {
    const gone = { ok: false as const, fault: { kind: 'refused' as const, reason: 'refused', gone: true as const } }
    const sim = world(vouched(http), { statistics: (at) => (at < 5000 ? snapshot('+') : gone), probe: () => passing('200') }).until(20_000)
    assert.deepEqual(linesOf(sim), [announce, withdraw])
    assert.ok((withdrawnAt(sim) ?? 0) < 6500, `${withdrawnAt(sim)}`)
  })

  it('keeps its route as long as what answered listens, though not under its path', () => {
    const refused = { kind: 'refused' as const, reason: 'refused' }
    const statistics = (at: number) =>
      at < 5000 ? snapshot('+') : { ok: false as const, fault: at < 600_000 ? { ...refused, socket: 'listens' as const } : refused }
    const sim = world(config(), { statistics }).until(620_000)
    assert.deepEqual(linesOf(sim), [announce, withdraw])
    assert.ok((withdrawnAt(sim) ?? 0) >= 600_000 && (withdrawnAt(sim) ?? 0) < 601_500, `${withdrawnAt(sim)}`)
  })

  it('comes back as it was', () => {
    const statistics = (at: number) => (at >= 5000 && at < 50_000 ? fault('refused') : snapshot(at < 60_000 ? '+' : '-'))
    const sim = world(vouched(http), { statistics, probe: () => passing('200') }).until(120_000)
    assert.deepEqual(linesOf(sim), [announce, withdraw])
    assert.ok((withdrawnAt(sim) ?? 0) >= 60_000)
  })
})

describe('a HAProxy that hangs', () => {
  const statistics = (at: number) => (at < 5000 ? snapshot('+') : fault('hung'))

  it('is down after `stale` and `fall`, whatever an http check found out before, and however long that would have waited', () => {
    const bare = withdrawnAt(world(config(), { statistics }).until(60_000))
    for (const check of [http, patient])
      for (const evidence of [failing('no answer within 1s'), unknown('no local port is free')]) {
        const sim = world(vouched(check), { statistics, probe: (at) => (at < 5000 ? passing('200') : evidence) }).until(120_000)
        assert.deepEqual(linesOf(sim), [announce, withdraw])
        assert.ok((withdrawnAt(sim) ?? 0) <= (bare ?? 0), `${withdrawnAt(sim)}, and without the http check ${bare}`)
      }
  })

  it('keeps its route as long as an http check passes', () => {
    for (const check of [http, patient])
      assert.deepEqual(linesOf(world(vouched(check), { statistics, probe: () => passing('200') }).until(600_000)), [announce])
  })
})

describe('a HAProxy that cannot be asked when an http check is new', () => {
  const vips = ['9.9.9.9/32', '9.9.9.8/32']
  const hung = { statistics: () => fault('hung') }
  const refuses = { statistics: () => fault('refused') }
  const both = (fall: number, url = http.url) =>
    config(
      vips.map((vip, index) =>
        service({
          name: `web${index}`,
          vips: [prefix(vip)],
          checks: [backend('http_back', { fall }), { ...http, url, intervalMs: 30_000 }],
        }),
      ),
    )
  const respawned = (fall: number, own: World) =>
    new Simulation(both(fall), { exabgp: exabgp({ left: vips }), predecessor: true, delays: () => [150], ...own })
  const withdrawn = (sim: Simulation) => sim.sent.filter(({ line }) => line.startsWith('withdraw'))

  it('keeps what a predecessor announced until each of them has answered, and as long as it passes', () => {
    for (const fall of [1, 3])
      for (const own of [refuses, hung])
        assert.deepEqual(withdrawn(respawned(fall, { ...own, probe: () => passing('200') }).until(120_000)), [])
  })

  it('is down soon after they have failed, if only by never answering', () => {
    const failed = withdrawn(respawned(3, { ...refuses, probe: () => failing('connection refused') }).until(60_000))
    const delays: World['delays'] = (_, { type }) => (type === 'probe' ? [] : [150])
    const never = withdrawn(respawned(3, { ...refuses, delays, probe: () => passing('not heard') }).until(60_000))
    assert.ok(failed.length > 0 && (failed.at(-1)?.at ?? Number.NaN) < 1500, JSON.stringify(failed))
    assert.ok(never.length > 0 && (never.at(-1)?.at ?? Number.NaN) < 4000, JSON.stringify(never))
  })

  it('waits for none of them once no process of HAProxy lives', () => {
    const gone = { ok: false as const, fault: { kind: 'refused' as const, reason: 'refused', gone: true as const } }
    const [first] = withdrawn(respawned(1, { statistics: () => gone, probe: () => passing('200') }).until(60_000))
    assert.equal(first?.at, 150)
  })

  it('keeps its routes through a reload that asks another address', () => {
    for (const own of [refuses, hung])
      for (const fall of [1, 3]) {
        const statistics = (at: number) => (at < 30_000 ? snapshot('+') : own.statistics())
        const sim = world(both(fall), { statistics, probe: () => passing('200'), delays: () => [150] }).until(60_000)
        sim.inject(60_000, { type: 'configured', config: both(fall, 'http://127.0.0.1/other') }).until(120_000)
        assert.deepEqual(withdrawn(sim), [])
        assert.equal(sim.state.desired.size, 2)
      }
  })
})

describe('a HAProxy whose socket refuses while its events are followed', () => {
  const following = { type: 'ring', report: { kind: 'following', pid: 1 } } as const
  const ended = { type: 'ring', report: { kind: 'ended' } } as const

  it('keeps its route until that connection ends, and is down then', () => {
    const sim = world(pushed(), {}).inject(50, following).inject(5000, { type: 'hint' }).until(600_000)
    assert.deepEqual(linesOf(sim), [announce])
    sim.inject(600_000, ended).until(620_000)
    assert.deepEqual(linesOf(sim), [announce, withdraw])
    assert.ok((withdrawnAt(sim) ?? 0) < 600_500, `${withdrawnAt(sim)}`)
  })

  it('is down at once when it has really ended, as the connection has then too', () => {
    const sim = world(pushed(), {}).inject(50, following).inject(5000, ended).until(20_000)
    assert.equal(withdrawnAt(sim), 5001)
  })

  it('is not vouched for by a process that has closed its socket and only waits for that connection to end', () => {
    const statistics = (at: number) =>
      at < 5000 ? snapshot('+') : { ok: false as const, fault: { kind: 'refused' as const, reason: 'refused', socket: 'closed' as const } }
    const sim = world(pushed(), { statistics }).inject(50, following).inject(5000, { type: 'hint' }).until(20_000)
    assert.equal(withdrawnAt(sim), 5001)
  })

  it('is not vouched for by a connection over TCP, which outlives a machine', () => {
    const plain = pushed()
    const remote = { ...plain, haproxy: { ...plain.haproxy, stats: { kind: 'tcp' as const, host: '192.0.2.9', port: 9999 } } }
    const sim = world(remote, {}).inject(50, following).inject(5000, { type: 'hint' }).until(20_000)
    assert.equal(withdrawnAt(sim), 5001)
  })

  it('is not vouched for by one that hangs: a frozen process keeps its connections', () => {
    const sim = world(pushed(), { statistics: (at) => (at < 5000 ? snapshot('+') : fault('hung')) })
      .inject(50, following)
      .until(60_000)
    assert.deepEqual(linesOf(sim), [announce, withdraw])
  })
})
