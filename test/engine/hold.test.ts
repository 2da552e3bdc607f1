// Does good news wait as long as it was told to, and bad news never?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { backend, config, service, tier } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const worse = `${announce} as-path [ 65010 65010 65010 ]`
const warm = `${announce} as-path [ 65010 65010 65010 65010 ]`
const withdraw = 'withdraw route 9.9.9.9/32'
const checks = [backend('http_back', { rise: 1, fall: 1 })]
const ladder = { checks, tiers: [tier(0.75), tier(0.01, { prepend: 2 })] }
const routes = (sim: Simulation) =>
  sim.sent.filter(({ line }) => /announce|withdraw/.test(line)).map(({ at, line }) => [Math.round(at / 100) / 10, line])

describe('hold', () => {
  it('makes an improvement wait until the service has stood long enough where it stands', () => {
    const world = { statistics: (at: number) => snapshot(at < 5000 ? '++' : at < 6000 ? '+-' : '++'), exabgp: exabgp() }
    const sim = new Simulation(config([service({ ...ladder, holdMs: 20_000 })]), world).until(40_000)
    assert.deepEqual(routes(sim), [
      [0, announce],
      [5, worse],
      [25, announce],
    ])
  })

  it('never delays a deterioration', () => {
    const world = { statistics: (at: number) => snapshot(at < 5000 ? '++' : at < 6000 ? '+-' : at < 7000 ? '++' : '--'), exabgp: exabgp() }
    const sim = new Simulation(config([service({ ...ladder, holdMs: 20_000 })]), world).until(20_000)
    assert.deepEqual(routes(sim), [
      [0, announce],
      [5, worse],
      [7, withdraw],
    ])
  })

  it('holds a withdrawn service back as well', () => {
    const world = { statistics: (at: number) => snapshot(at < 5000 || at > 6000 ? '+' : '-'), exabgp: exabgp() }
    const sim = new Simulation(config([service({ checks, holdMs: 10_000 })]), world).until(20_000)
    assert.deepEqual(routes(sim), [
      [0, announce],
      [5, withdraw],
      [15, announce],
    ])
  })
})

describe('a slow start', () => {
  const warming = service({ checks, warm: { forMs: 30_000, attributes: { prepend: 3 } } })

  it('announces unattractively first, and then as the tier says, without a withdraw between', () => {
    const sim = new Simulation(config([warming]), { statistics: () => snapshot('+'), exabgp: exabgp() }).until(50_000)
    assert.deepEqual(routes(sim), [
      [0, warm],
      [30, announce],
    ])
  })

  it('begins again when the service comes up again', () => {
    const sim = new Simulation(config([warming]), {
      statistics: (at) => snapshot(at >= 10_000 && at < 12_000 ? '-' : '+'),
      exabgp: exabgp(),
    }).until(50_000)
    assert.deepEqual(routes(sim), [
      [0, warm],
      [10, withdraw],
      [12, warm],
      [42, announce],
    ])
  })

  it('is no more attractive than the tier where the service stands, which it leaves as it was', () => {
    const tiers = [tier(0.75), tier(0.01, { prepend: 5 })]
    const sim = new Simulation(config([service({ ...warming, tiers })]), {
      statistics: (at) => snapshot(at < 40_000 ? '+-' : '++'),
      exabgp: exabgp(),
    }).until(50_000)
    assert.deepEqual(routes(sim), [
      [0, `${announce} as-path [ ${'65010 '.repeat(6)}]`],
      [40, announce],
    ])
  })

  it('is over for a service that a predecessor had announced: its crash changes nothing', () => {
    const sim = new Simulation(config([warming]), { statistics: () => snapshot('+'), exabgp: exabgp({ left: ['9.9.9.9/32'] }) }).until(
      50_000,
    )
    assert.deepEqual(
      routes(sim).map(([, line]) => line),
      [announce],
    )
  })
})

describe('a drain', () => {
  const drain = { forMs: 30_000, attributes: { prepend: 4, communities: ['65535:0' as never] } }
  const leaving = `${announce} as-path [ 65010 65010 65010 65010 65010 ] community [ 65535:0 ]`
  const draining = service({ checks, maintenanceFile: '/etc/exabgp/maintenance', drain })
  const maintenance = (forMs: number | undefined) => ({ type: 'maintenance' as const, service: 'web', forMs })

  it('announces unattractively for its time, then withdraws, and comes back through rise', () => {
    const sim = new Simulation(config([draining]), { statistics: () => snapshot('+'), exabgp: exabgp() })
    sim.inject(5000, maintenance(0)).inject(50_000, maintenance(undefined)).until(55_000)
    assert.deepEqual(routes(sim), [
      [0, announce],
      [5, leaving],
      [35, withdraw],
      [50, announce],
    ])
  })

  it('that is called off in its middle ends without a withdraw', () => {
    const sim = new Simulation(config([draining]), { statistics: () => snapshot('+'), exabgp: exabgp() })
    sim.inject(5000, maintenance(0)).inject(10_000, maintenance(undefined)).until(50_000)
    assert.deepEqual(routes(sim), [
      [0, announce],
      [5, leaving],
      [10, announce],
    ])
  })

  it('ends at once when the service dies in its middle', () => {
    const sim = new Simulation(config([draining]), { statistics: (at) => snapshot(at < 10_000 ? '+' : '-'), exabgp: exabgp() })
    sim.inject(5000, maintenance(0)).until(50_000)
    assert.deepEqual(routes(sim), [
      [0, announce],
      [5, leaving],
      [10, withdraw],
    ])
  })

  it('goes on in a successor where the predecessor was, since its time runs from the order', () => {
    const sim = new Simulation(config([draining]), { statistics: () => snapshot('+'), exabgp: exabgp({ left: ['9.9.9.9/32'] }) })
    sim.inject(0, maintenance(20_000)).until(50_000)
    assert.deepEqual(routes(sim), [
      [0, leaving],
      [10, withdraw],
    ])
  })

  it('is over for a successor that comes too late, and nothing is announced that was not', () => {
    const late = new Simulation(config([draining]), { statistics: () => snapshot('+'), exabgp: exabgp({ left: ['9.9.9.9/32'] }) })
    assert.deepEqual(late.inject(0, maintenance(40_000)).until(5000).routeLines, [withdraw])
    const fresh = new Simulation(config([draining]), { statistics: () => snapshot('+'), exabgp: exabgp() })
    assert.deepEqual(fresh.inject(0, maintenance(0)).until(5000).routeLines, [])
  })

  it('begins when every server was drained by hand in HAProxy, and counts from then', () => {
    const world = {
      statistics: (at: number) => (at < 10_000 ? snapshot('++') : snapshot('dd', 'http_back', 1, 0, (at - 10_000) / 1000)),
      exabgp: exabgp(),
    }
    const sim = new Simulation(config([draining]), world).until(60_000)
    assert.deepEqual(routes(sim), [
      [0, announce],
      [10, leaving],
      [40, withdraw],
    ])
  })

  it('by hand ends in time in a successor that HAProxy answered only once', () => {
    const slow = service({ checks: [backend('http_back', { rise: 3, fall: 3 })], drain })
    const world = {
      statistics: (at: number) => (at < 100 ? snapshot('dd', 'http_back', 1, 0, 20) : fault('unreadable')),
      exabgp: exabgp({ left: ['9.9.9.9/32'] }),
    }
    assert.deepEqual(routes(new Simulation(config([slow]), world).until(50_000)), [
      [0, leaving],
      [10, withdraw],
    ])
  })

  it('by hand in HAProxy is called off by servers that are ready again', () => {
    const slow = service({ checks: [backend('http_back', { rise: 3, fall: 3 })], drain })
    const world = { statistics: (at: number) => snapshot(at < 10_000 || at > 20_000 ? '++' : 'dd'), exabgp: exabgp() }
    const sim = new Simulation(config([slow]), world).until(50_000)
    assert.deepEqual(
      routes(sim).map(([, line]) => line),
      [announce, leaving, announce],
    )
  })

  it('is no drain when a server has failed by itself', () => {
    const sim = new Simulation(config([draining]), { statistics: (at) => snapshot(at < 10_000 ? '++' : 'd-'), exabgp: exabgp() }).until(
      50_000,
    )
    assert.deepEqual(routes(sim), [
      [0, announce],
      [10, withdraw],
    ])
  })

  it('ends early once few enough sessions are left', () => {
    const patient = service({ checks, maintenanceFile: '/etc/exabgp/maintenance', drain: { ...drain, sessions: 2 } })
    const world = { statistics: (at: number) => snapshot('+', 'http_back', 1, at < 15_000 ? 40 : 2), exabgp: exabgp() }
    const sim = new Simulation(config([patient]), world).inject(5000, maintenance(0)).until(50_000)
    assert.deepEqual(routes(sim), [
      [0, announce],
      [5, leaving],
      [15, withdraw],
    ])
  })
})
