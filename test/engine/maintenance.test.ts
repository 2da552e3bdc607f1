// What does the core do while nobody knows whether a maintenance file is there?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { logLine } from '../../lib/log/line.ts'
import { config, service, tier } from './configs.ts'
import { Simulation, type World } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'
const file = (forMs: number | undefined) => ({ type: 'maintenance' as const, service: 'web', forMs })
const unknown = { type: 'maintenance-unknown' as const, service: 'web', reason: 'EACCES' }
const web = service({ maintenanceFile: '/etc/exabgp/maintenance' })
const start = (world: World, own = web) => new Simulation(config([own]), { exabgp: exabgp(), maintenanceLooks: false, ...world })
const alarms = (sim: Simulation) => sim.news.filter(({ type }) => type.startsWith('alarm')).map((one) => logLine(one).message)

describe('before the first look at a maintenance file has answered', () => {
  it('nothing is announced that was not', () => {
    const sim = start({ statistics: () => snapshot('+') }).inject(3000, file(undefined))
    assert.deepEqual(sim.until(2999).routeLines, [])
    assert.deepEqual(sim.until(4000).routeLines, [announce])
  })

  it('nothing is announced during maintenance, however fast the checks settle', () => {
    const sim = start({ statistics: () => snapshot('+') }).inject(3000, file(60_000))
    assert.deepEqual(sim.until(10_000).routeLines, [])
  })

  it('what a predecessor announced stays while it is well, and is withdrawn when it is dead', () => {
    const left = exabgp({ left: ['9.9.9.9/32'] })
    assert.deepEqual(start({ statistics: () => snapshot('+'), exabgp: left }).until(5000).routeLines, [])
    const world = { statistics: (at: number) => snapshot(at < 10_000 ? '-' : '+'), exabgp: left }
    assert.deepEqual(start(world).until(20_000).routeLines, [withdraw])
  })

  it('no last resort is announced that was not', () => {
    const last = { ...web, down: { med: 900 } }
    assert.deepEqual(start({ statistics: () => snapshot('-') }, last).until(5000).routeLines, [])
    const left = exabgp({ left: ['9.9.9.9/32'] })
    assert.deepEqual(start({ statistics: () => snapshot('-'), exabgp: left }, last).until(5000).routeLines, [`${announce} med 900`])
  })

  it('a look that fails, and one that never answers, are alarms that last', () => {
    const why = 'until it can be, what ExaBGP announces stays, and nothing else is announced'
    const failed = start({ statistics: () => snapshot('+') }).inject(1000, unknown)
    assert.deepEqual(alarms(failed.until(30_000)), [`web: /etc/exabgp/maintenance cannot be looked at (EACCES): ${why}`])
    const silent = start({ statistics: () => snapshot('+') })
    assert.deepEqual(alarms(silent.until(90_000)), [
      `web: /etc/exabgp/maintenance cannot be looked at (no answer yet): ${why} (for 1 min 0 s now)`,
    ])
  })
})

describe('a maintenance file that cannot be looked at any more', () => {
  it('is taken for what it was, which is said until it is mended', () => {
    const there = start({ statistics: () => snapshot('+') })
    there.inject(0, file(undefined)).inject(5000, file(0)).inject(10_000, unknown).inject(80_000, file(75_000)).until(90_000)
    assert.deepEqual(there.routeLines.filter((line, index, all) => line !== all[index - 1]), [announce, withdraw]) // biome-ignore format: one line
    const why = 'web: /etc/exabgp/maintenance cannot be looked at (EACCES): the last answer holds: it is there'
    assert.deepEqual(alarms(there), [why, `${why} (for 1 min 0 s now)`, `alarm over after 1 min 10 s: ${why}`])
  })

  it('is such too while a look at it does not answer at all, for as long as that lasts', () => {
    const unanswered = (at: number) => (at > 5000 && at < 20_000 ? ['web'] : [])
    const sim = start({ statistics: () => snapshot('+'), unanswered })
      .inject(0, file(undefined))
      .until(60_000)
    assert.deepEqual(sim.routeLines.filter((line, index, all) => line !== all[index - 1]), [announce]) // biome-ignore format: one line
    const why = 'web: /etc/exabgp/maintenance cannot be looked at (no answer): the last answer holds: it is not there'
    assert.deepEqual(alarms(sim), [why, `alarm over after 13.0 s: ${why}`])
  })

  it('withdraws nothing that is well', () => {
    const sim = start({ statistics: () => snapshot('+') }).inject(0, file(undefined)).inject(5000, unknown) // biome-ignore format: one line
    assert.deepEqual(sim.until(30_000).routeLines, [announce])
  })
})

describe('a maintenance file that a reload names and nobody can look at', () => {
  const drain = { forMs: 30_000, attributes: { prepend: 4 } }
  const last = { prepend: 6 }
  const away = { ...service({ drain, down: last }), maintenanceFile: '/a' }
  const reloaded = (own: Partial<typeof web>, statistics: NonNullable<World['statistics']>, before = service(own)) =>
    start({ statistics }, before)
      .inject(8000, { type: 'configured', config: config([{ ...before, ...own, maintenanceFile: '/root/b' }]) })
      .inject(8100, unknown)
  const prepended = (times: number) => `${announce} as-path [ ${'65010 '.repeat(times + 1)}]`
  const fresh = (sim: Simulation, end: number) => sim.until(end).routeLines.filter((line, index, all) => line !== all[index - 1])

  it('lets what has become worse be announced so, and nothing that is better', () => {
    const tiers = service({ tiers: [tier(0.75), tier(0.25, { prepend: 2 })], down: last })
    const marks = (at: number) => snapshot(at < 10_000 ? '++++' : at < 30_000 ? '+---' : at < 50_000 ? '----' : '++++')
    const sim = reloaded(tiers, marks)
    assert.deepEqual(fresh(sim, 90_000), [announce, prepended(2), prepended(6)])
    const says = '/root/b cannot be looked at (EACCES): until it can be, what is announced becomes no better'
    assert.deepEqual(alarms(sim).slice(0, 2), [`web: ${says}`, `web: ${says} (for 1 min 0 s now)`])
    sim.inject(95_000, file(undefined))
    assert.deepEqual(fresh(sim, 100_000).slice(-2), [prepended(6), announce])
  })

  it('ends a drain that was under way when it was to end', () => {
    const sim = reloaded({}, () => snapshot('++'), away)
      .inject(0, file(undefined))
      .inject(5000, file(0))
    assert.deepEqual(fresh(sim, 60_000), [announce, prepended(4), withdraw])
    assert.ok(sim.sent.some(({ at, line }) => line === withdraw && at === 35_000))
  })

  it('does not let a drain stand for what is dead', () => {
    const sim = reloaded({}, (at) => snapshot(at < 20_000 ? '++' : '--'), away)
      .inject(0, file(undefined))
      .inject(5000, file(0))
    assert.deepEqual(fresh(sim, 60_000), [announce, prepended(4), prepended(6)])
  })
})
