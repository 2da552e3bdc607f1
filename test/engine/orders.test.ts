// Does an order to the running process do what whoever gave it meant?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { logLine } from '../../lib/log/line.ts'
import { withholding } from '../../lib/log/withheld.ts'
import type { KeptOrders } from '../../lib/policy/orders.ts'
import { reads } from '../../lib/values/time.ts'
import { backend, config, prefix, service } from './configs.ts'
import { Simulation, type World } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'
const leaving = `${announce} as-path [ 65010 65010 65010 65010 65010 ]`
const drain = { forMs: 30_000, attributes: { prepend: 4 } }
const quick = { rise: 1, fall: 1 }
const lone = (own: Parameters<typeof service>[0] = {}) => config([service({ checks: [backend('http_back', quick)], ...own })])

/** All servers up, but for the times in between these. */
const world = (downs: readonly (readonly [from: number, to: number])[] = [], more: World = {}): World => ({
  statistics: (at) => snapshot(downs.some(([from, to]) => at >= from && at < to) ? '-' : '+'),
  exabgp: exabgp(),
  ...more,
})
const by = { by: 'operator', author: 'alice', reason: 'kernel update' } as const
const order = (own: object = {}, expireMs?: number) =>
  ({ type: 'drain', services: ['web'], order: { ...by, ...own }, ...(expireMs !== undefined && { expireMs }) }) as const
const resume = { type: 'resume', services: ['web'], author: 'bob' } as const
const file = (forMs: number | undefined) => ({ type: 'maintenance' as const, service: 'web', forMs })
const routes = (sim: Simulation) =>
  sim.sent
    .filter(({ line }) => /announce|withdraw/.test(line))
    .filter(({ line }, index, all) => line !== all[index - 1]?.line)
    .map(({ at, line }) => [Math.round(at / 1000), line])
const said = (sim: Simulation) =>
  sim.news.filter(({ type }) => ['order', 'order-over', 'latched'].includes(type)).map((one) => logLine(one).message)

describe('an order to drain', () => {
  it('withdraws at once where no drain is configured, and resume brings the service back', () => {
    const sim = new Simulation(lone(), world()).inject(10_000, order()).inject(20_000, resume).until(30_000)
    assert.deepEqual(routes(sim), [[0, announce], [10, withdraw], [20, announce]]) // biome-ignore format: one line
    assert.deepEqual(said(sim), ['order: drain web (says alice: "kernel update")', 'order: resume web (says bob)'])
  })

  it('drains for the configured time, or for its own', () => {
    assert.deepEqual(routes(new Simulation(lone({ drain }), world()).inject(10_000, order()).until(60_000)).slice(1), [
      [10, leaving],
      [40, withdraw],
    ])
    const own = new Simulation(lone({ drain }), world()).inject(10_000, order({ forMs: 5000 })).until(60_000)
    assert.deepEqual(routes(own).slice(1), [
      [10, leaving],
      [15, withdraw],
    ])
  })

  it('given again keeps its first moment, and may hurry', () => {
    const sim = new Simulation(lone({ drain }), world())
      .inject(10_000, order())
      .inject(20_000, order({ forMs: 12_000 }))
      .until(60_000)
    assert.deepEqual(routes(sim).slice(1), [
      [10, leaving],
      [22, withdraw],
    ])
  })

  it('stands beside that of somebody else: what is stricter holds, and each until it ends', () => {
    const bob = { author: 'bob', reason: 'disk' }
    const slower = new Simulation(lone({ drain }), world())
      .inject(10_000, order({ forMs: 5000 }))
      .inject(12_000, order({ ...bob, forMs: 60_000 }, 20_000))
      .until(60_000)
    assert.deepEqual(routes(slower).slice(1), [
      [10, leaving],
      [15, withdraw],
    ])
    const shorter = new Simulation(lone(), world()).inject(10_000, order({}, 30_000)).inject(12_000, order(bob, 3000)).until(60_000)
    assert.deepEqual(routes(shorter).slice(1), [
      [10, withdraw],
      [40, announce],
    ])
    assert.deepEqual(said(shorter).slice(-2), [
      'the order to drain web (says bob: "disk") is over after 3.0 s: it has expired',
      'the order to drain web (says alice: "kernel update") is over after 30.0 s: it has expired',
    ])
  })

  it('of ever more authors costs no more than 16, of which those stay that end last', () => {
    const sim = new Simulation(lone(), world()).inject(10_000, order())
    for (let count = 0; count < 40; count += 1) sim.inject(11_000 + count, order({ author: `a${count}` }, 60_000 - count * 1000))
    sim.until(12_000)
    const drains = sim.state.services[0]?.orders.drains ?? []
    assert.equal(drains.length, 16)
    assert.deepEqual([drains[0]?.author, drains[0]?.until], ['alice', undefined])
    assert.deepEqual(routes(sim.until(90_000)).at(-1), [10, withdraw])
  })

  it('expires, and the checks have to rise again', () => {
    const slow = lone({ checks: [backend('http_back', { rise: 3, fall: 1 })] })
    const sim = new Simulation(slow, world()).inject(10_000, order({}, 5000)).until(30_000)
    const [, , back] = sim.sent.filter(({ line }) => /announce|withdraw/.test(line))
    assert.equal(back?.line, announce)
    assert.ok(back.at >= 15_400 && back.at < 15_700, String(back.at))
    assert.equal(said(sim).at(-1), 'the order to drain web (says alice: "kernel update") is over after 5.0 s: it has expired')
  })

  it('holds beside the maintenance file, each of them until it is taken back', () => {
    const both = lone({ maintenanceFile: '/m' })
    const sim = new Simulation(both, world()).inject(10_000, order()).inject(15_000, file(0)).inject(20_000, resume).until(25_000)
    assert.equal(said(sim).at(-1), 'order: resume web (says bob); it stays away all the same: the file /m is there')
    sim.inject(30_000, file(undefined)).until(40_000)
    assert.deepEqual(routes(sim), [[0, announce], [10, withdraw], [30, announce]]) // biome-ignore format: one line

    const other = new Simulation(both, world())
      .inject(10_000, order())
      .inject(15_000, file(0))
      .inject(20_000, file(undefined))
      .until(30_000)
    assert.deepEqual(routes(other), [[0, announce], [10, withdraw]]) // biome-ignore format: one line
  })

  it('of a service that is down leaves it withdrawn when its servers are back', () => {
    const sim = new Simulation(lone(), world([[5000, 20_000]])).inject(10_000, order()).until(40_000)
    assert.deepEqual(routes(sim), [[0, announce], [5, withdraw]]) // biome-ignore format: one line
  })

  it('that is a day old is an alarm', () => {
    const seldom = lone({ checks: [backend('http_back', { ...quick, intervalMs: 3_600_000 })] })
    const sim = new Simulation(seldom, world()).inject(10_000, order()).until(25 * 3_600_000)
    const alarms = sim.news.flatMap((one) => (one.type === 'alarm' ? [one.what] : []))
    assert.match(alarms[0] ?? '', /^web: ordered to leave 1 d ago \(says alice: "kernel update"\): it stays withdrawn; run/)
  })

  it('of a stop that does not come is an alarm after 5 min', () => {
    const sim = new Simulation(lone(), world()).inject(10_000, order({ by: 'stop', reason: 'stop' })).until(309_000)
    const alarms = () => sim.news.flatMap((one) => (one.type === 'alarm' ? [one.what] : []))
    assert.deepEqual(alarms(), [])
    sim.until(312_000)
    assert.deepEqual(alarms(), [
      'web: ordered to leave for a stop of ExaBGP that has not come (says alice): it stays withdrawn; run "exabgp-haproxy resume web" to bring it back',
    ])
  })

  it('is nothing for services of other names', () => {
    const pair = config([service(), service({ name: 'dns', vips: [prefix('9.9.9.53/32')] })])
    const sim = new Simulation(pair, world()).inject(10_000, { ...order(), services: ['dns', 'gone'] }).until(20_000)
    assert.deepEqual(routes(sim).at(-1), [10, 'withdraw route 9.9.9.53/32'])
    assert.equal(sim.state.services[0]?.verdict, 0)
  })
})

it('a reload keeps orders by the name of the service', () => {
  const sim = new Simulation(lone(), world()).inject(10_000, order())
  sim.inject(20_000, { type: 'configured', config: lone({ checks: [backend('http_back', { ...quick, intervalMs: 2000 })] }) }).until(30_000)
  assert.deepEqual(routes(sim), [[0, announce], [10, withdraw]]) // biome-ignore format: one line
  assert.deepEqual(routes(sim.inject(40_000, resume).until(50_000)).at(-1), [40, announce])
})

describe('a service that a reload takes away and another brings back', () => {
  const config = (own = {}) => ({ type: 'configured', config: lone(own) }) as const
  const gone = config({ name: 'www' })

  it('stays away as it was ordered, until it is ordered back', () => {
    const sim = new Simulation(lone(), world())
      .inject(10_000, order())
      .inject(20_000, config({ name: 'www', vips: [prefix('9.9.9.8/32')] }))
    sim
      .inject(30_000, config({ maintenanceFile: '/m' }))
      .inject(31_000, file(undefined))
      .until(40_000)
    assert.deepEqual(routes(sim).filter(([, line]) => String(line).includes('9.9.9.9')), [[0, announce], [10, withdraw]]) // biome-ignore format: one line
    assert.deepEqual(sim.kept.map((kept) => kept.map(({ service }) => service)), [['web'], ['web'], ['web']]) // biome-ignore format: one line
    assert.deepEqual(routes(sim.inject(50_000, resume).until(60_000)).at(-1), [50, announce])
    assert.deepEqual(sim.kept.at(-1), [])
  })

  it('stays down where it waits to be ordered back', () => {
    const sim = new Simulation(lone({ resume: 'manual' }), world([[10_000, 15_000]])).inject(20_000, gone) // biome-ignore format: one line
    sim.inject(30_000, config({ resume: 'manual' })).until(40_000)
    assert.equal(routes(sim).at(-1)?.[1], withdraw)
    assert.deepEqual(routes(sim.inject(50_000, resume).until(60_000)).at(-1), [50, announce])
  })

  it('comes back by itself once its order has expired', () => {
    const sim = new Simulation(lone(), world()).inject(10_000, order({}, 15_000)).inject(20_000, gone).inject(30_000, config())
    assert.deepEqual(routes(sim.until(40_000)).at(-1)?.[1], announce)
    assert.deepEqual(sim.kept.at(-1), [])
  })
})

describe('what a predecessor was ordered', () => {
  const kept = (since: number): readonly KeptOrders[] => [
    { service: 'web', orders: { known: true, drains: [{ ...by, since: reads(since) }], latchedSince: undefined } },
  ]

  it('is not announced again, not for a moment', () => {
    const sim = new Simulation(lone(), world([], { left: { kept: kept(-5000) } })).until(30_000)
    assert.deepEqual(routes(sim), [])
  })

  it('goes on draining for the rest of its time', () => {
    const left = { left: { kept: kept(-20_000) }, exabgp: exabgp({ left: ['9.9.9.9/32'] }) }
    const sim = new Simulation(lone({ drain }), world([], left)).until(30_000)
    assert.deepEqual(routes(sim).at(-1), [10, withdraw])
  })

  it('that cannot be read leaves everything as it is, and is an alarm until it can be', () => {
    const sim = new Simulation(lone(), world([], { left: { unread: 'orders cannot be read: EIO' } })).until(10_000)
    assert.deepEqual(routes(sim), [])
    const alarms = sim.news.flatMap((one) => (one.type === 'alarm' ? [one] : []))
    assert.equal(alarms[0]?.alarm, 'orders-unread')
    assert.match(alarms[0]?.what ?? '', /not known for web \(orders cannot be read: EIO\): these services announce nothing new/)
    const [web] = sim.state.services
    assert.ok(web && withholding(web).some((text) => /not known/.test(text)))
    sim.inject(15_000, { type: 'orders-read', kept: [], reason: '' }).until(20_000)
    assert.deepEqual(routes(sim), [[15, announce]])
    assert.ok(sim.news.some(({ type }) => type === 'alarm-over'))
  })

  it('that can be read at last is followed', () => {
    const sim = new Simulation(lone(), world([], { left: { unread: 'EIO' } }))
    sim.inject(15_000, { type: 'orders-read', kept: kept(-5000), reason: '' }).until(20_000)
    assert.deepEqual(routes(sim), [])
    assert.deepEqual(routes(sim.inject(25_000, resume).until(30_000)), [[25, announce]])
  })

  it('that nobody can read is settled by an order to resume, not by one to drain', () => {
    const sim = new Simulation(lone(), world([], { left: { unread: 'EIO' } })).inject(15_000, resume).until(20_000)
    assert.deepEqual(routes(sim), [[15, announce]])
    const drained = new Simulation(lone(), world([], { left: { unread: 'EIO' } })).inject(15_000, order({}, 5000)).until(30_000)
    assert.deepEqual(routes(drained), [])
    drained.inject(35_000, { type: 'orders-read', kept: kept(-5000), reason: '' }).until(40_000)
    assert.deepEqual(routes(drained.inject(45_000, resume).until(50_000)), [[45, announce]])
  })

  it('and cannot be read lets a service that went down since wait to be ordered back', () => {
    const own = lone({ resume: 'manual' })
    const left = { left: { unread: 'EIO' }, exabgp: exabgp({ left: ['9.9.9.9/32'] }) }
    const sim = new Simulation(own, world([[5000, 8000]], left)).inject(12_000, { type: 'orders-read', kept: [], reason: '' }).until(30_000)
    assert.equal(routes(sim).at(-1)?.[1], withdraw)
    assert.notEqual(sim.state.services[0]?.orders.latchedSince, undefined)
  })
})

describe('orders that a successor has to know', () => {
  it('are handed out whenever they change, and only then', () => {
    const sim = new Simulation(lone(), world()).inject(10_000, order()).inject(20_000, resume).until(30_000)
    assert.deepEqual(
      sim.kept.map((kept) => kept.map((one) => one.service)),
      [['web'], []],
    )
  })

  it('are an alarm also when the last one was taken back and that cannot be written down', () => {
    const sim = new Simulation(lone(), world())
      .inject(10_000, order())
      .inject(20_000, resume)
      .inject(20_001, { type: 'orders-kept', reason: 'ENOSPC' })
      .until(30_000)
    const alarms = sim.news.flatMap((one) => (one.type === 'alarm' ? [one.what] : []))
    assert.deepEqual(alarms, [
      'orders cannot be written down (ENOSPC): if this process is killed, what was ordered back may be withdrawn again',
    ])
  })

  it('are an alarm while they cannot be written down', () => {
    const sim = new Simulation(lone(), world())
      .inject(10_000, order())
      .inject(10_001, { type: 'orders-kept', reason: 'ENOSPC' })
      .until(20_000)
    const alarms = () => sim.news.flatMap((one) => (one.type === 'alarm' || one.type === 'alarm-over' ? [one.what] : []))
    assert.deepEqual(alarms(), ['orders cannot be written down (ENOSPC): if this process is killed, web may be announced again'])
    sim.inject(21_000, { type: 'orders-kept', reason: undefined }).until(22_000)
    assert.equal(alarms().length, 2)
  })
})

describe('with resume: manual', () => {
  const manual = { resume: 'manual' } as const

  it('a service that went down stays away until it is ordered back', () => {
    const sim = new Simulation(lone(manual), world([[5000, 8000]])).until(20_000)
    assert.deepEqual(routes(sim), [[0, announce], [5, withdraw]]) // biome-ignore format: one line
    assert.deepEqual(said(sim), ['web: resume is manual: it stays down; run "exabgp-haproxy resume web" to bring it back'])
    const [web] = sim.state.services
    assert.deepEqual(web && withholding(web), ['resume is manual: waiting for "exabgp-haproxy resume web"'])
    assert.deepEqual(routes(sim.inject(25_000, resume).until(40_000)).at(-1), [25, announce])
  })

  it('a successor keeps it away, and hold still makes it wait', () => {
    const orders = { known: true, drains: [], latchedSince: reads(-1000) }
    const left = { kept: [{ service: 'web', orders }] }
    const sim = new Simulation(lone({ ...manual, holdMs: 30_000 }), world([], { left })).inject(10_000, resume).until(60_000)
    assert.deepEqual(routes(sim), [[30, announce]])
  })

  describe('a service that a successor finds down and announced', () => {
    const found = (own: Parameters<typeof exabgp>[0], more: World = {}) =>
      new Simulation(lone(manual), world([[0, 20_000]], { exabgp: exabgp({ left: ['9.9.9.9/32'], ...own }), predecessor: true, ...more }))
    const patient = { answerTakesMs: 400 }

    it('stays away until it is ordered back, whenever ExaBGP tells', () => {
      for (const sim of [found({}), found({}, patient), found({ acks: false }), found({ acks: false }, patient)])
        assert.deepEqual(
          routes(sim.until(60_000).inject(60_000, resume).until(70_000)).map(([, line]) => line),
          [withdraw, announce],
        )
    })

    it('is withdrawn as soon as routes are spoken of, though sessions are never described', () => {
      const answers = exabgp({ left: ['9.9.9.9/32'] })
      const silent = (line: string) => (line.startsWith('show neighbor') ? [] : answers(line))
      for (const own of [manual, { drain }]) {
        const sim = new Simulation(lone(own), world([[0, 20_000]], { exabgp: silent, predecessor: true })).until(10_000)
        assert.ok((sim.sent.find(({ line }) => line === withdraw)?.at ?? Number.NaN) < 50, JSON.stringify(sim.sent))
      }
    })
  })

  it('a service that does not want it any more returns by itself', () => {
    const left = { kept: [{ service: 'web', orders: { known: true, drains: [], latchedSince: reads(-1000) } }] }
    assert.deepEqual(routes(new Simulation(lone(), world([], { left })).until(20_000)), [[0, announce]])
    const other = lone().services[0]
    const sim = new Simulation(lone(manual), world([[5000, 8000]]))
    sim.inject(20_000, { type: 'configured', config: config([{ ...other, holdMs: 1 }]) }).until(30_000)
    assert.deepEqual(routes(sim), [[0, announce], [5, withdraw], [20, announce]]) // biome-ignore format: one line
  })

  it('a service that goes down as it comes back from a drain stays away too', () => {
    const slow = lone({ ...manual, drain, checks: [backend('http_back', { rise: 3, fall: 1 })] })
    const sim = new Simulation(slow, world([[15_100, 20_000]])).inject(10_000, order({}, 5000)).until(40_000)
    assert.deepEqual(routes(sim), [[0, announce], [10, leaving], [15, withdraw]]) // biome-ignore format: one line
    assert.equal(said(sim).at(-1), 'web: resume is manual: it stays down; run "exabgp-haproxy resume web" to bring it back')
    assert.deepEqual(routes(sim.inject(45_000, resume).until(50_000)).at(-1), [45, announce])
  })

  it('a service that was never announced needs no order', () => {
    assert.deepEqual(routes(new Simulation(lone(manual), world([[0, 5000]])).until(20_000)), [[5, announce]])
  })

  it('a service that is ordered back while it is down comes back by itself', () => {
    const sim = new Simulation(lone(manual), world([[5000, 20_000]])).inject(10_000, resume).until(30_000)
    assert.deepEqual(routes(sim), [[0, announce], [5, withdraw], [20, announce]]) // biome-ignore format: one line
  })

  it('maintenance in between does not latch', () => {
    const sim = new Simulation(lone(manual), world()).inject(10_000, order()).inject(20_000, resume).until(30_000)
    assert.deepEqual(routes(sim).at(-1), [20, announce])
  })
})

it('an order to check now asks every check at once, and its results count as ordinary ones', () => {
  const slow = config([service({ checks: [backend('http_back', { intervalMs: 60_000, rise: 1, fall: 1 })] })])
  const sim = new Simulation(slow, world([[5000, 1e9]]))
    .inject(10_000, { type: 'check-now', services: ['web'], author: 'alice' })
    .until(20_000)
  assert.deepEqual(routes(sim), [[0, announce], [10, withdraw]]) // biome-ignore format: one line
  assert.deepEqual(said(sim), ['order: check web now (says alice)'])
})
