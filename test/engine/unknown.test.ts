// How long does what a check found out count, once nobody knows any more?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failing, passing, unknown } from '../../lib/health/evidence.ts'
import { logLine } from '../../lib/log/line.ts'
import { backend, command, config, service, tier } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const worse = `${announce} as-path [ 65010 65010 65010 ]`
const withdraw = 'withdraw route 9.9.9.9/32'
const quick = { rise: 1, fall: 1 }
const checks = [backend('http_back', quick), command(quick)]
/** Without what is repeated for neighbors that are new. */
const routes = (sim: Simulation) =>
  sim.sent
    .filter(({ line }) => /announce|withdraw/.test(line))
    .filter(({ line }, index, all) => line !== all[index - 1]?.line)
    .map(({ at, line }) => [Math.round(at / 1000), line])
const unreadableFrom = (since: number) => (at: number) => (at < since ? snapshot('+') : fault('unreadable'))

describe('where any check is enough, one that is unknown', () => {
  it('outvotes none that measures 0 for longer than evidence-max-age, and that is said', () => {
    const world = {
      statistics: unreadableFrom(10_000),
      probe: (at: number) => (at < 20_000 ? passing('200') : failing('503')),
      exabgp: exabgp(),
    }
    const sim = new Simulation(config([service({ require: 'any', checks, evidenceMaxAgeMs: 60_000 })]), world).until(200_000)
    assert.deepEqual(routes(sim), [[0, announce], [70, withdraw]]) // biome-ignore format: one line
    const said = sim.news.filter((one) => one.type === 'alarm' && one.alarm === 'evidence-too-old').map((one) => logLine(one).message)
    assert.equal(said[0], 'web: backend http_back has been unknown for 60 s: it no longer counts, the other checks decide')
  })

  it('does not keep a tier that another measures below, nor a service pending for ever', () => {
    const tiers = [tier(0.75), tier(0.01, { prepend: 2 })]
    const world = { statistics: () => snapshot('+-'), probe: () => unknown('the script is missing'), exabgp: exabgp() }
    const sim = new Simulation(config([service({ require: 'any', checks, tiers, evidenceMaxAgeMs: 60_000 })]), world).until(100_000)
    assert.deepEqual(routes(sim), [[60, worse]])
  })

  it('keeps what is announced when the others are unknown too, however long', () => {
    const world = {
      statistics: unreadableFrom(10_000),
      probe: (at: number) => (at < 10_000 ? passing('200') : unknown('the script is missing')),
      exabgp: exabgp(),
    }
    const sim = new Simulation(config([service({ require: 'any', checks, evidenceMaxAgeMs: 60_000 })]), world).until(4_000_000)
    assert.deepEqual(routes(sim), [[0, announce]])
  })

  it('has no say again by a single result, neither a bad nor a good one', () => {
    const slow = { rise: 3, fall: 3 }
    const world = {
      statistics: (at: number) => snapshot(at < 20_000 ? '+' : '-'),
      probe: (at: number) => {
        if (at < 10_000 || at >= 200_000) return passing('200')
        return at < 100_000 || (at >= 102_000 && at < 110_000) ? unknown('the script is missing') : failing('503')
      },
      exabgp: exabgp(),
    }
    const own = { require: 'any', checks: [backend('http_back', quick), command(slow)], evidenceMaxAgeMs: 60_000 } as const
    const sim = new Simulation(config([service(own)]), world).until(300_000)
    const [first, second, third, ...others] = routes(sim)
    assert.deepEqual([first, second, others], [[0, announce], [70, withdraw], []]) // biome-ignore format: one line
    // Three good results, of which the first is the one at its turn.
    assert.deepEqual(third?.[1], announce)
    const [back] = sim.sent.filter(({ line, at }) => line === announce && at > 190_000)
    assert.ok((back?.at ?? 0) >= 200_400, `${back?.at}`)
  })

  it('has no say again by servers that HAProxy has not verified yet', () => {
    for (const rise of [1, 2]) {
      const world = {
        statistics: (at: number) =>
          at >= 5000 && at < 60_000
            ? fault('unreadable')
            : snapshot(at < 5000 ? '++' : at < 70_000 ? '-?' : '--', 'http_back', at < 5000 ? 1 : 2),
        probe: (at: number) => (at < 10_000 ? passing('200') : failing('503')),
        exabgp: exabgp(),
      }
      const own = { checks: [backend('http_back', { rise, fall: 1 }), command(quick)], tiers: [tier(0.5)], evidenceMaxAgeMs: 20_000 }
      assert.deepEqual(routes(new Simulation(config([service({ require: 'any', ...own })]), world).until(90_000)), [[0, announce], [25, withdraw]]) // biome-ignore format: one line
    }
  })

  it('has its say again as soon as it sees', () => {
    const world = {
      statistics: (at: number) => (at < 10_000 || at >= 100_000 ? snapshot('+') : fault('unreadable')),
      probe: (at: number) => (at < 20_000 ? passing('200') : failing('503')),
      exabgp: exabgp(),
    }
    const sim = new Simulation(config([service({ require: 'any', checks, evidenceMaxAgeMs: 60_000 })]), world).until(150_000)
    assert.deepEqual(routes(sim), [[0, announce], [70, withdraw], [100, announce]]) // biome-ignore format: one line
  })
})

describe('where all checks are needed, one that is unknown', () => {
  it('holds improvements back and nothing else, however old', () => {
    const world = {
      statistics: unreadableFrom(10_000),
      probe: (at: number) => (at < 500_000 ? passing('200') : failing('503')),
      exabgp: exabgp(),
    }
    const sim = new Simulation(config([service({ checks, evidenceMaxAgeMs: 60_000 })]), world).until(600_000)
    assert.deepEqual(routes(sim), [[0, announce], [500, withdraw]]) // biome-ignore format: one line
  })
})
