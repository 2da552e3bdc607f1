// Does another configuration come into force as if the process had always had it, and without a word about what stays the same?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inForce } from '../../lib/config/meaning.ts'
import { everything, nothing } from '../../lib/health/evidence.ts'
import { Neighbors } from './neighbors.ts'
import { configOf, dice, neighbors, pairOf } from './random-configs.ts'
import { Simulation } from './simulation.ts'
import { snapshots } from './worlds.ts'

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

const sorted = (held: ReadonlyMap<string, string>) => Object.fromEntries([...held].sort())
