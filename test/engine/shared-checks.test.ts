// What becomes of a service when what all sites depend on fails?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { failing, passing } from '../../lib/health/evidence.ts'
import { logLine } from '../../lib/log/line.ts'
import { backend, command, config, type Own, service, tier } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const depreferred = `${announce} as-path [ 65010 65010 65010 65010 65010 ]`
const withdraw = 'withdraw route 9.9.9.9/32'
const tiers = [tier(0.75), tier(0.01, { prepend: 4 })]

/** The shared check fails from 10 s to 20 s, `+` and `-` are the servers from 30 s on. */
const world = (own: Own, servers = '+') =>
  new Simulation(config([service({ checks: [backend(), command({ shared: true })], tiers, ...own })]), {
    statistics: (at) => snapshot(at < 30_000 ? '+' : servers),
    probe: (at) => (at < 10_000 || at >= 20_000 ? passing('status 0') : failing('status 1')),
    exabgp: exabgp(),
  })

const linesOf = (sim: Simulation) =>
  sim.sent
    .map(({ line }) => line)
    .filter(
      (line, index, all) =>
        /^(announce|withdraw)/.test(line) && line !== all.findLast((one, at) => at < index && /^(announce|withdraw)/.test(one)),
    )

describe('a service whose shared check fails', () => {
  it('stands on its lowest tier until it passes again, and the line says that it withdraws nothing', () => {
    const sim = world({}).until(29_000)
    assert.deepEqual(linesOf(sim), [announce, depreferred, announce])
    const lines = sim.news.map((one) => logLine(one).message)
    assert.ok(
      lines.some((line) => /status 1 \(shared by all sites, so it withdraws nothing\)/.test(line)),
      lines.join('\n'),
    )
  })

  it('is withdrawn by its other checks all the same', () => {
    assert.equal(linesOf(world({}, '-').until(60_000)).at(-1), withdraw)
  })

  it('is announced on its lowest tier by a node that starts meanwhile', () => {
    const sim = new Simulation(config([service({ checks: [backend(), command({ shared: true })], tiers })]), {
      statistics: () => snapshot('+'),
      probe: () => failing('status 1'),
      exabgp: exabgp(),
    }).until(20_000)
    assert.deepEqual(linesOf(sim), [depreferred])
  })

  it('is on its last resort, where it has one', () => {
    const lines = linesOf(world({ down: { prepend: 6 } }).until(29_000))
    assert.deepEqual(lines, [announce, `${announce} as-path [ ${'65010 '.repeat(7)}]`, announce])
  })

  it('is not withdrawn at the end of a drain that was called off, before the shared check has settled again', () => {
    const slow = command({ shared: true, fastIntervalMs: 10_000 })
    const drain = { forMs: 30_000, attributes: {} }
    const sim = new Simulation(config([service({ checks: [backend(), slow], tiers, drain, maintenanceFile: '/m' })]), {
      statistics: () => snapshot('+'),
      probe: (at) => (at < 70_000 ? passing('status 0') : failing('status 1')),
      exabgp: exabgp(),
    })
    const looked = (forMs: number | undefined) => ({ type: 'maintenance' as const, service: 'web', forMs })
    sim.inject(60_000, looked(0)).inject(86_000, looked(undefined)).until(150_000)
    assert.deepEqual(linesOf(sim).at(-1), depreferred)
    assert.ok(!linesOf(sim).includes(withdraw), linesOf(sim).join('\n'))
  })

  it('spends its drain where its tiers count servers, too', () => {
    const counted = [
      { enter: 2, prepend: 0 },
      { enter: 1, prepend: 4 },
    ].map(({ enter, prepend }) => ({
      ...tier(0, { prepend }),
      enter: { measure: 'servers' as const, least: enter },
      leave: { measure: 'servers' as const, least: enter },
    }))
    const drain = { forMs: 30_000, attributes: {} }
    const sim = new Simulation(
      config([service({ checks: [backend(), command({ shared: true })], tiers: counted, drain, maintenanceFile: '/m' })]),
      { statistics: () => snapshot('++'), probe: () => failing('status 1'), exabgp: exabgp() },
    )
    sim.inject(20_000, { type: 'maintenance', service: 'web', forMs: 0 }).until(60_000)
    const gone = sim.sent.find(({ line }) => line === withdraw)
    assert.deepEqual(linesOf(sim), [depreferred, withdraw])
    assert.ok((gone?.at ?? 0) >= 50_000, `${gone?.at}`)
  })

  it('is never withdrawn while its other checks pass, whatever its shared check says and when', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }),
        fc.constantFrom('all' as const, 'any' as const),
        (results, require) => {
          const sim = new Simulation(config([service({ checks: [backend(), command({ shared: true })], tiers, require })]), {
            statistics: () => snapshot('+'),
            probe: (at) => (results[Math.floor(at / 1000) % results.length] === true ? passing('status 0') : failing('status 1')),
            exabgp: exabgp(),
          }).until(60_000)
          assert.ok(!linesOf(sim).includes(withdraw))
        },
      ),
      { numRuns: 30 },
    )
  })
})
