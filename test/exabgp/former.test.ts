// Is what an earlier run announced, and nobody wants any more, withdrawn; and nothing that somebody else may want?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Others } from '../../lib/exabgp/former.ts'
import { logLine } from '../../lib/log/line.ts'
import { backend, config, prefix, service } from '../engine/configs.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'
import { narrate, recordOf } from '../record/records.ts'

const vip = '9.9.9.9/32'
const [gone, moved] = ['192.0.2.8/32', '192.0.2.9/32']
const announce = `announce route ${vip} next-hop self`
const alone: Others = { ok: true, vips: new Map() }
const setting = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])

const run = (world: World) =>
  new Simulation(setting, {
    statistics: () => snapshot('+'),
    exabgp: exabgp({ left: [vip, gone] }),
    former: [prefix(gone)],
    predecessor: true,
    others: () => alone,
    ...world,
  })
const told = (sim: Simulation) => sim.news.flatMap((news) => (news.type === 'stale-vip' ? [logLine(news).message] : []))

describe('a VIP of an earlier run that is no longer configured', () => {
  it('is withdrawn once it is known that nobody else has it, and then forgotten', () => {
    const sim = run({})
    assert.deepEqual(sim.until(4900).routeLines, [announce])
    assert.deepEqual(sim.remembered, [])
    sim.until(200_000)
    assert.deepEqual(
      sim.routeLines.filter((line) => line !== announce),
      [`withdraw route ${gone}`],
    )
    assert.deepEqual(sim.remembered, [[]])
    assert.deepEqual(told(sim), [`${gone}: announced by an earlier run, no longer configured: withdrawing it: no other process has it`])
  })

  it('is not withdrawn where ExaBGP does not announce it, and forgotten', () => {
    const sim = run({ exabgp: exabgp({ left: [vip] }) }).until(200_000)
    assert.deepEqual(new Set(sim.routeLines), new Set([announce]))
    assert.deepEqual(sim.remembered, [[]])
    assert.deepEqual(told(sim), [])
  })

  it('is left to the process that has it now', () => {
    const sim = run({
      exabgp: exabgp({ left: [vip, gone, moved] }),
      former: [prefix(gone), prefix(moved)],
      others: () => ({ ok: true, vips: new Map([[moved, 4711]]) }),
    }).until(200_000)
    assert.deepEqual(
      sim.routeLines.filter((line) => line !== announce),
      [`withdraw route ${gone}`],
    )
    assert.deepEqual(sim.remembered, [[gone], []])
    assert.deepEqual(
      told(sim)[1],
      `${moved}: announced by an earlier run, no longer configured: not touching it, so it may stay announced: process 4711 has it now`,
    )
  })

  it('is left alone and remembered while nobody can tell who has it, which is asked ever more rarely and said again', () => {
    const asked: number[] = []
    const others = (at: number): Others => {
      asked.push(Math.floor(at / 60_000))
      return at < 200 * 60_000 ? { ok: false, reason: 'no reason' } : alone
    }
    const sim = run({ others }).until(180 * 60_000)
    assert.deepEqual(new Set(sim.routeLines), new Set([announce]))
    assert.deepEqual([sim.remembered, asked], [[], [0, 1, 3, 7, 15, 31, 63, 123]])
    assert.deepEqual(told(sim), [
      `${gone}: announced by an earlier run, no longer configured: not touching it, so it may stay announced: no reason`,
    ])
    const alarms = (type: 'alarm' | 'alarm-over') => sim.news.filter((one) => one.type === type && one.alarm === 'stale-vip').length
    assert.equal(alarms('alarm'), 8)
    sim.until(250 * 60_000)
    assert.ok(sim.routeLines.includes(`withdraw route ${gone}`))
    assert.deepEqual([sim.remembered, alarms('alarm-over')], [[[]], 1])
  })

  for (const [why, talk] of [
    ['says nothing', () => []],
    ['refuses to list what it announces', (line: string) => (line === 'show adj-rib out' ? ['error'] : exabgp()(line))],
  ] as const) {
    it(`is left alone and remembered where ExaBGP ${why}`, () => {
      const sim = run({ exabgp: talk }).until(200_000)
      assert.deepEqual(new Set(sim.routeLines), new Set([announce]))
      assert.deepEqual(sim.remembered, [])
      assert.deepEqual(told(sim), [
        `${gone}: announced by an earlier run, no longer configured: not touching it, so it may stay announced: ExaBGP does not tell whether it still announces it`,
      ])
    })
  }

  it('is found where nothing is acknowledged, too', () => {
    const sim = run({ exabgp: exabgp({ acks: false, left: [vip, gone] }) }).until(50_000)
    assert.deepEqual(sim.routeLines, [announce, `withdraw route ${gone}`])
    assert.deepEqual(sim.remembered, [[]])
  })

  it('is not withdrawn on the way out, while it may be of somebody else', () => {
    const sim = run({}).inject(3000, { type: 'stop', signal: 'SIGTERM' }).until(10_000)
    assert.deepEqual(sim.routeLines, [announce, `withdraw route ${vip}`])
  })

  it('is remembered while its withdrawal is refused', () => {
    const refuses = (line: string) => line.startsWith('withdraw')
    const sim = run({ exabgp: exabgp({ left: [vip, gone], refuses }) }).until(50_000)
    assert.deepEqual(sim.remembered, [])
  })

  it('stands in the record, so that a replay says the same', () => {
    const sim = run({}).until(50_000)
    const { lines } = narrate(recordOf(sim, setting))
    assert.deepEqual(
      lines,
      sim.sent.map(({ line }) => line),
    )
    assert.ok(lines.includes(`withdraw route ${gone}`))
  })
})

describe('a VIP that an earlier run announced to a neighbor that is no longer one of ours', () => {
  const narrowed = { ...setting, exabgp: { ...setting.exabgp, neighbors: ['10.0.0.2'] } }
  const listing = ['neighbor 10.0.0.2', 'neighbor 10.0.0.9'].map((neighbor) => `${neighbor} ipv4 unicast ${vip} next-hop self`)
  const left = (line: string) => (line === 'show adj-rib out' ? [...listing, 'done'] : exabgp()(line))
  const run = (others: Others, predecessor = true) =>
    new Simulation(narrowed, { statistics: () => snapshot('+'), exabgp: left, others: () => others, predecessor })
  const atTheOther = (sim: Simulation) => sim.routeLines.filter((line) => line.includes('10.0.0.9'))

  it('is withdrawn there, and nowhere else, once it is known that nobody else announces it', () => {
    const sim = run(alone).until(60_000)
    assert.deepEqual(atTheOther(sim), [`neighbor 10.0.0.9 withdraw route ${vip}`])
    assert.deepEqual(
      sim.routeLines.filter((line) => line.startsWith('neighbor 10.0.0.2 withdraw')),
      [],
    )
  })

  it('stays where it is, while nobody can tell whose it is, when another configuration comes into force', () => {
    const sim = run({ ok: false, reason: 'it has no state file' }).until(20_000)
    const next = { ...narrowed, exabgp: { ...narrowed.exabgp, refreshMs: 50_000 } }
    assert.deepEqual(atTheOther(sim.inject(20_000, { type: 'configured', config: next }).until(60_000)), [])
  })

  it('is of somebody else where there was no earlier run', () => {
    const sim = run(alone, false).until(60_000)
    assert.deepEqual([atTheOther(sim), told(sim)], [[], []])
  })

  it('is left to the process that announces it', () => {
    assert.deepEqual(atTheOther(run({ ok: true, vips: new Map([[vip, 4711]]) }).until(60_000)), [])
  })
})
