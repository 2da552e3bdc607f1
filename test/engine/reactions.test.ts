// Is the time from what happened to the line measured, and nothing else taken for it?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { command, config, prefix, pushed, service } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

/** How many reactions there were, and how long they took together, in ms. */
const totals = ({ state }: Simulation) => {
  const total = ({ counts, sum }: { readonly counts: readonly number[]; readonly sum: number }) => ({
    count: counts.reduce((all, one) => all + one, 0),
    ms: Math.round(sum * 1000),
  })
  return { worse: total(state.reactions.worse), better: total(state.reactions.better) }
}

const none = { count: 0, ms: 0 }
const following = { type: 'ring', report: { kind: 'following', pid: 1 } } as const

describe('a reaction', () => {
  it("counts from HAProxy's own stamp to the line", () => {
    const world = { statistics: (at: number) => snapshot(at < 5000 ? '++' : '--'), exabgp: exabgp(), probeTakesMs: 3 }
    const sim = new Simulation(pushed(), world).inject(50, following).inject(5000, { type: 'hint', agoMs: 7 }).until(9000)
    assert.deepEqual(totals(sim), { worse: { count: 1, ms: 10 }, better: none })
  })

  it('counts from the first of several events that one look answers', () => {
    const world = { statistics: (at: number) => snapshot(at < 5004 ? '++' : '--'), exabgp: exabgp(), probeTakesMs: 3 }
    const sim = new Simulation(pushed(), world).inject(50, following)
    for (const at of [5000, 5001, 5002]) sim.inject(at, { type: 'hint' })
    assert.deepEqual(totals(sim.until(9000)).worse, { count: 1, ms: 5013 - 5001 })
  })

  it('counts from the end of the first check that found it, through rise and fall', () => {
    const slow = config([service({ checks: [command({ rise: 3, fall: 3 })] })])
    const probe = (at: number) => ({ kind: 'measured' as const, measure: at < 5000 || at > 9000 ? all : nothing, reason: '' })
    const sim = new Simulation(slow, { probe, exabgp: exabgp(), probeTakesMs: 1 }).until(20_000)
    assert.deepEqual(totals(sim), { worse: { count: 1, ms: 400 }, better: { count: 1, ms: 400 } })
  })

  it('counts for every route, and the time that an answer of ExaBGP was awaited before its line', () => {
    const vips = ['9.9.9.9/32', '2001:db8::9/128'].map(prefix)
    const probe = (at: number) => ({ kind: 'measured' as const, measure: at < 5000 ? all : nothing, reason: '' })
    const one = config([service({ vips, checks: [command({ rise: 1, fall: 1 })] })])
    const sim = new Simulation(one, { probe, exabgp: exabgp(), answerTakesMs: 50 }).until(9000)
    assert.deepEqual(totals(sim).worse, { count: 2, ms: 50 })
  })

  it('is neither the start nor an order', () => {
    const world = { statistics: () => snapshot('++'), exabgp: exabgp() }
    const order = { by: 'operator', author: 'alice', reason: '' } as const
    const sim = new Simulation(pushed(), world).inject(5000, { type: 'drain', services: ['web'], order }).until(9000)
    assert.ok(sim.sent.some(({ line }) => line.startsWith('withdraw')))
    assert.deepEqual(totals(sim), { worse: none, better: none })
  })
})

const all = { capacity: 1, servers: Number.MAX_SAFE_INTEGER }
const nothing = { capacity: 0, servers: 0 }
