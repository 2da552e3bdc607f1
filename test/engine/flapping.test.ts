// Do four hours of flapping send the very lines that an independent model sends, each at its very moment?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Service } from '../../lib/config/service.ts'
import { backend, config, prefix, service, tier } from './configs.ts'
import { answerTakesMs, type Flapper, linesOf, type Rung } from './flapping-model.ts'
import { changesOf, type Flaps, flapsOf } from './flaps.ts'
import { type Sent, Simulation } from './simulation.ts'
import { exabgp, snapshots } from './worlds.ts'

const hour = 3_600_000
const end = 4 * hour

const any: readonly Rung[] = [{ enter: 1, leave: 1, prepend: 0 }]
const steps: readonly Rung[] = [3, 2, 1].map((enter, prepend) => ({ enter, leave: enter, prepend }))
const sticky: readonly Rung[] = [
  { enter: 4, leave: 2, prepend: 0 },
  { enter: 2, leave: 1, prepend: 1 },
]
const damping = { halfLifeMs: 120_000, suppress: 2000, reuse: 750, longestMs: 90_000 }

const backends = ['b0', 'b1', 'b2']

/** What differs from the plainest service is what it is there for. */
const flapper = (number: number, own: Partial<Flapper>): Flapper => ({
  vip: `192.0.2.${number}/32`,
  backend: `b${number % 3}`,
  intervalMs: 1000,
  fastIntervalMs: 1000,
  rise: 3,
  fall: 2,
  rungs: any,
  holdMs: 0,
  ...own,
})

const flappers: readonly Flapper[] = [
  flapper(1, {}),
  flapper(2, { rise: 1, fall: 1, rungs: steps }),
  flapper(3, { rise: 2, fall: 3, rungs: sticky }),
  flapper(4, { rise: 1, fall: 3, rungs: steps, holdMs: 7500 }),
  flapper(5, { rungs: sticky, holdMs: 60_000 }),
  flapper(6, { rise: 1, fall: 1, damping }),
  flapper(7, { rungs: steps }),
  flapper(8, { rise: 2, fall: 1 }),
]

/** What the program sends. */
const sentFor = (flapping: readonly Flapper[], flaps: Flaps, hints: readonly number[]): readonly Sent[] => {
  const sim = new Simulation(
    config(flapping.map(serviceOf), { exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 2 * end, neighbors: [], endOfRib: [] } }),
    {
      statistics: (at) => snapshots(backends.map((name) => [name, flaps(name, at)])),
      exabgp: exabgp(),
      probeTakesMs: answerTakesMs,
      answerTakesMs,
    },
  )
  return Array.from({ length: end / 60_000 }, (_, minute) => {
    for (const at of hints.filter((one) => Math.floor(one / 60_000) === minute)) sim.inject(at, { type: 'hint' })
    const { sent } = sim.forget().until((minute + 1) * 60_000)
    return sent.filter(({ line }) => /^(announce|withdraw)/.test(line))
  }).flat()
}

const serviceOf = ({ vip, backend: proxy, rungs, holdMs, damping: damped, ...cadence }: Flapper): Service =>
  service({
    name: vip,
    vips: [prefix(vip)],
    checks: [backend(proxy, cadence)],
    tiers: rungs.map(({ enter, leave, prepend }) => tier(enter / 4, prepend === 0 ? {} : { prepend }, leave / 4)),
    holdMs,
    ...(damped && { damping: damped }),
  })

const agree = (flapping: readonly Flapper[], seed: number, hints: readonly number[] = []): number => {
  const expected = linesOf(flapping, flapsOf(seed, backends), hints, end)
  const got = sentFor(flapping, flapsOf(seed, backends), hints)
  const differs = expected.findIndex((one, index) => one.at !== got[index]?.at || one.line !== got[index]?.line)
  if (differs !== -1)
    assert.deepEqual(got.slice(differs - 3, differs + 3), expected.slice(differs - 3, differs + 3), `seed ${seed}, line ${differs}`)
  assert.equal(got.length, expected.length)
  return got.length
}

describe('four hours of flapping', () => {
  for (const seed of [1, 2])
    it(`send exactly what the model says for eight services that share each answer of HAProxy, with seed ${seed}`, () => {
      const count = agree(flappers, seed)
      assert.ok(count > 4000, `${count} lines`)
    })

  for (const own of [
    { rise: 3, fall: 1 },
    { rise: 2, fall: 2, rungs: steps },
    { rise: 1, fall: 1, rungs: sticky, holdMs: 7500 },
  ])
    it(`send exactly what the model says where HAProxy tells of every change, with rise ${own.rise} and fall ${own.fall}`, () => {
      const seed = 11
      const count = agree([flapper(1, { fastIntervalMs: 200, ...own })], seed, changesOf(seed, backends, 'b1', end))
      assert.ok(count > 100, `${count} lines`)
    })

  flappers
    .filter(({ fall }) => fall > 1)
    .forEach((one, index) => {
      it(`send exactly what the model says for ${one.vip} alone, which looks again sooner while what it sees is new`, () => {
        const count = agree([{ ...one, fastIntervalMs: 200 }], 3 + index)
        assert.ok(count > 100, `${count} lines`)
      })
    })
})
