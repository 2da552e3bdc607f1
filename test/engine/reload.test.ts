// Does another configuration come into force as if the process had always had it, and without a word about what stays the same?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inForce } from '../../lib/config/meaning.ts'
import type { Tier } from '../../lib/config/service.ts'
import { everything, nothing } from '../../lib/health/evidence.ts'
import { backend, config, type Own, service, tier } from './configs.ts'
import { Neighbors } from './neighbors.ts'
import { configOf, dice, neighbors, pairOf } from './random-configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, snapshots } from './worlds.ts'

const pairs = 1000
const reloadedAt = 5000
const end = 12_000
/** By then everything has settled. */
const settledAt = 8000

/** What HAProxy and commands say, the same all the time. */
const evidenceOf = (seed: number) => {
  const random = dice(seed + 1)
  const marks = ['b1', 'b2', 'b3', 'b4'].map(
    (proxy) => [proxy, ['++++', '+++-', '++--', '+---', '----'][Math.floor(random() * 5)] ?? ''] as const,
  )
  const passing = new Set(['/bin/c1', '/bin/c2'].filter(() => random() < 0.7))
  return {
    statistics: () => snapshots(marks),
    probe: (_: number, { key }: { readonly key: string }) => ({
      kind: 'measured' as const,
      measure: [...passing].some((command) => key.includes(command)) ? everything : nothing,
      reason: 'by the script',
    }),
  }
}

describe('a reload', () => {
  it(`of ${pairs} random pairs ends in what a fresh start with the second announces, withdraws nothing that stays, and says nothing of services that are equal`, async () => {
    for (let seed = 0; seed < pairs; seed++) {
      const [one, other] = await Promise.all(pairOf(seed).map(configOf))
      assert.ok(one && other)
      const [reloaded, fresh] = [new Neighbors(neighbors), new Neighbors(neighbors)]
      const sim = new Simulation(one, { ...evidenceOf(seed), exabgp: reloaded.answer })
      sim.until(reloadedAt - 1)
      const [before, heldBefore] = [reloaded.changes.length, new Set(reloaded.held.keys())]
      sim.inject(reloadedAt, { type: 'configured', config: other }).until(end)
      new Simulation(other, { ...evidenceOf(seed), exabgp: fresh.answer }).until(settledAt)
      const text = `seed ${seed}: ${JSON.stringify(pairOf(seed))}`
      assert.deepEqual(sorted(reloaded.held), sorted(fresh.held), text)
      const isHeld = (key: string): boolean => heldBefore.has(key) && reloaded.held.has(key)
      const gaps = reloaded.changes.slice(before).filter(({ neighbor, vip, to }) => to === undefined && isHeld(`${neighbor} ${vip}`))
      assert.deepEqual(gaps, [], text)
      const same = inForce(other, one).services.filter((service) => one.services.includes(service))
      const globals = ({ localAs, permit, exabgp }: typeof one) => JSON.stringify([localAs, permit, exabgp])
      const equal = new Set(globals(one) === globals(other) ? same.flatMap(({ vips }) => vips.map((vip) => vip.text)) : [])
      assert.deepEqual(
        reloaded.changes.slice(before).filter(({ vip }) => equal.has(vip)),
        [],
        text,
      )
    }
  })
})

describe('a reload of the tiers', () => {
  const checks = [backend('b1', { rise: 1, fall: 1 })]
  const announce = 'announce route 9.9.9.9/32 next-hop self'
  /** What is said when it comes for a service that had 5 of 5 servers and has 2 of them. */
  const said = (before: readonly Tier[], next: readonly Tier[], own: Own = {}) => {
    const statistics = (at: number) => snapshots([['b1', at < 2000 ? '+++++' : '++---']])
    const sim = new Simulation(config([service({ checks, tiers: before })]), { statistics, exabgp: exabgp() }).until(5000)
    const known = sim.routeLines.length
    sim.inject(5000, { type: 'configured', config: config([service({ checks, tiers: next, ...own })]) }).until(20_000)
    return sim.routeLines.slice(known)
  }

  it('keeps a service that stands above the new `leave` of its tier, of the same threshold or else in the same place', () => {
    const stood = [tier(0.5, {}, 0.3)]
    for (const next of [[tier(0.5, {}, 0.25)], [tier(0.5, {}, 0.3), tier(0.1, { prepend: 3 })], [tier(0.9, { prepend: 2 }, 0.35)]])
      assert.deepEqual(said(stood, next).filter((line) => line.startsWith('withdraw')), []) // biome-ignore format: one line
    assert.deepEqual(said(stood, [tier(0.5, {}, 0.3), tier(0.1, { prepend: 3 })]), [])
    assert.deepEqual(said(stood, [tier(0.9, {}, 0.35), tier(0.5, { prepend: 1 }, 0.3)]), [`${announce} as-path [ 65010 65010 ]`])
  })

  it('leaves it on the tier with the same threshold, whichever place that has now, and however long `hold` is', () => {
    const four = [tier(0.9), tier(0.75, { prepend: 1 }), tier(0.4, { prepend: 2 }), tier(0.1, { prepend: 6 })]
    assert.deepEqual(said(four, four.slice(2), { holdMs: 300_000 }), [])
  })

  it('takes away what is below it, and holds no improvement back', () => {
    assert.deepEqual(said([tier(0.5, {}, 0.3)], [tier(0.5, {}, 0.45)]), ['withdraw route 9.9.9.9/32'])
    const moved = said([tier(0.5, {}, 0.45), tier(0.3, { prepend: 2 })], [tier(0.9, {}), tier(0.4, { prepend: 1 })], { holdMs: 60_000 })
    assert.deepEqual(moved, [`${announce} as-path [ 65010 65010 ]`])
  })
})

const sorted = (held: ReadonlyMap<string, string>) => Object.fromEntries([...held].sort())
