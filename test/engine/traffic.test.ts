// Is it noticed when sessions do not agree with what is announced, and does nothing follow from it?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { backend, command, config, service } from './configs.ts'
import { Simulation, type World } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const minute = 60_000

/** What HAProxy counts at a time: all sessions since it began, and those of now. */
type Count = (at: number) => { readonly total: number; readonly now?: number; readonly pid?: number; readonly marks?: string }

const counted = (at: number, count: Count): SnapshotResult => {
  const { total, now = 0, pid = 1, marks = '++' } = count(at)
  const result = snapshot(marks, 'http_back', pid, now)
  if (!result.ok) return result
  const proxies = [...result.snapshot.proxies].map(([name, { backend, ...rest }]) => {
    return [name, { ...rest, ...(backend && { backend: { ...backend, sessionsTotal: total } }) }] as const
  })
  return { ok: true, snapshot: { ...result.snapshot, proxies: new Map(proxies) } }
}

const simulated = (count: Count, world: World = {}, of = config()): Simulation =>
  new Simulation(of, { statistics: (at) => counted(at, count), exabgp: exabgp(), ...world })

const told = ({ news }: Simulation) =>
  news.flatMap((one) => (one.type === 'traffic' ? [one.sign === 'still-sessions' ? `${one.sign} ${one.sessions}` : one.sign] : []))

const sign = ({ state }: Simulation) => state.services[0]?.traffic.sign?.kind

/** Ten a second until then. */
const busyUntil = (end: number) => (at: number) => ({ total: Math.floor(Math.min(at, end) / 100) })

describe('a service that is announced', () => {
  it('without a session for five minutes is told of once, where it had some before, and once when they come again', () => {
    const count = (at: number) => ({ total: at < minute ? Math.floor(at / 100) : at < 10 * minute ? 600 : 601 })
    const sim = simulated(count).until(minute + 299_000)
    assert.equal(sign(sim), undefined)
    assert.equal(sign(sim.until(minute + 305_000)), 'no-sessions')
    assert.deepEqual(told(sim.until(11 * minute)), ['no-sessions', 'over'])
    assert.deepEqual(sim.written, simulated(() => ({ total: 0 })).until(11 * minute).written)
  })

  it('that never had any is not told of', () => {
    assert.deepEqual(told(simulated(() => ({ total: 0 })).until(30 * minute)), [])
  })

  it('with one long session is not told of', () => {
    const count: Count = (at) => ({ ...busyUntil(minute)(at), now: 1 })
    assert.deepEqual(told(simulated(count).until(30 * minute)), [])
  })

  it('over a reload of HAProxy, whose counters begin anew, is not told of, and nothing is counted twice', () => {
    const count: Count = (at) => (at < minute ? { total: 5000 + Math.floor(at / 100) } : { total: Math.floor(at / 1000), pid: 2 })
    assert.deepEqual(told(simulated(count).until(30 * minute)), [])
  })

  it('is not told of while statistics are unknown, and the five minutes begin anew', () => {
    const unreadable = (at: number) => at > 3 * minute && at < 8 * minute
    const world = { statistics: (at: number) => (unreadable(at) ? fault('unreadable') : counted(at, busyUntil(minute))) }
    const sim = simulated(busyUntil(minute), world)
    assert.equal(sign(sim.until(12 * minute)), undefined)
    assert.equal(sign(sim.until(14 * minute)), 'no-sessions')
  })

  it('whose statistics do not count sessions is not told of', () => {
    const sim = new Simulation(config(), { statistics: () => snapshot('++'), exabgp: exabgp() })
    assert.deepEqual(told(sim.until(30 * minute)), [])
  })
})

describe('a service that is withdrawn', () => {
  /** Down from the second minute; sessions come until then, and until `end`. */
  const dying =
    (end: number): Count =>
    (at) => ({ ...busyUntil(end)(at), marks: at < 2 * minute ? '++' : '--' })

  it('is told of when new sessions come after the first minute, and once when they end', () => {
    const sim = simulated(dying(6 * minute)).until(9 * minute)
    assert.match(told(sim)[0] ?? '', /^still-sessions (59\d|60\d)$/)
    assert.deepEqual(told(sim).slice(1), ['over'])
    assert.deepEqual(sim.written, simulated((at) => ({ total: 0, marks: at < 2 * minute ? '++' : '--' })).until(9 * minute).written)
  })

  it('is not told of for the sessions of the first minute, which routers take to learn of it', () => {
    assert.deepEqual(told(simulated(dying(2 * minute + 40_000)).until(20 * minute)), [])
  })

  it('is not told of for the probes of its own, which may come through HAProxy', () => {
    const of = config([service({ checks: [backend(), command({ intervalMs: 1000, fastIntervalMs: 1000 })] })])
    const probe = () => ({ kind: 'measured' as const, measure: { capacity: 1, servers: 1 }, reason: '' })
    const count: Count = (at) => ({ total: Math.floor(at / 1000), marks: at < 2 * minute ? '++' : '--' })
    assert.deepEqual(told(simulated(count, { probe }, of).until(20 * minute)), [])
  })

  it('is not told of where its proxy serves another service too', () => {
    const of = config([service({}), service({ name: 'other' })])
    assert.deepEqual(told(simulated(dying(20 * minute), {}, of).until(20 * minute)), [])
  })

  it('is not told of any more once it is announced again', () => {
    const count: Count = (at) => ({ total: Math.floor(at / 100), marks: at > 2 * minute && at < 6 * minute ? '--' : '++' })
    assert.deepEqual(told(simulated(count).until(20 * minute)).at(-1), 'over')
  })
})
