// Does a service leave with a HAProxy that is stopping, and stay with one that is only reloaded?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../lib/config/schema/checks/kinds.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { logLine } from '../../lib/log/line.ts'
import { backend, cadence, config, type Own, service } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'
const shut = `${announce} community [ 65535:0 ]`
const drain = { forMs: 30_000, attributes: { communities: ['65535:0' as never] } }
const frontend: Check = { kind: 'frontend', proxy: 'http_front', ...cadence }

/** The marks of a HAProxy that answers, or a fault, from a time on. A stopping one is asked for half a second. */
type Course = readonly (readonly [number, SnapshotResult])[]
const play = (course: Course, own: Own = {}) => {
  const now = (at: number): SnapshotResult => course.findLast(([since]) => at >= since)?.[1] ?? fault('unreadable')
  return new Simulation(config([service(own)]), {
    statistics: now,
    exabgp: exabgp(),
    delays: (at) => {
      const result = now(at)
      return [!result.ok && result.fault.kind === 'stopping' ? 500 : 1]
    },
  })
}
const routes = (sim: Simulation) =>
  sim.sent
    .filter(({ line }) => /announce|withdraw/.test(line))
    .filter(({ line }, index, all) => line !== all[index - 1]?.line)
    .map(({ at, line }) => [Math.round(at / 1000), line])

const up = snapshot('+')
const stopping = fault('stopping')
const refused = fault('refused')

describe('a HAProxy that is stopping without a successor', () => {
  it('is withdrawn while it still serves', () => {
    const sim = play([[0, up], [10_000, stopping], [18_000, refused]]).until(60_000) // biome-ignore format: one line
    const [, second, ...more] = routes(sim)
    assert.deepEqual([second?.[1], more], [withdraw, []])
    assert.ok(Number(second?.[0]) >= 11 && Number(second?.[0]) <= 14, `${second?.[0]}`)
    const why = sim.news.filter((one) => one.type === 'verdict').map((one) => logLine(one).message)
    assert.match(why.at(-1) ?? '', /backend http_back: HAProxy is stopping and no other process takes over$/)
  })

  it('is drained where that is configured, and withdrawn once it is gone', () => {
    for (const checks of [[backend()], [frontend], [backend(), frontend]])
      for (const require of ['all', 'any'] as const) {
        const both = checks.includes(frontend) ? withFront(up) : up
        const course: Course = [[0, both], [10_000, stopping], [20_000, refused]] // biome-ignore format: one line
        const [first, second, third, ...more] = routes(play(course, { checks, require, drain }).until(60_000))
        assert.deepEqual([first?.[1], second?.[1], third?.[1], more], [announce, shut, withdraw, []])
        assert.ok(Number(second?.[0]) <= 14 && Number(third?.[0]) >= 20 && Number(third?.[0]) <= 22, `${second?.[0]} ${third?.[0]}`)
      }
  })

  it('is drained no longer than that is configured for', () => {
    const sim = play([[0, up], [10_000, stopping]], { drain }).until(60_000) // biome-ignore format: one line
    assert.deepEqual(routes(sim).map(([, line]) => line), [announce, shut, withdraw]) // biome-ignore format: one line
    assert.ok(Number(routes(sim)[2]?.[0]) >= 40 && Number(routes(sim)[2]?.[0]) <= 42)
  })

  it('is announced again once another process serves', () => {
    for (const more of [{}, { drain }]) {
      const sim = play([[0, up], [10_000, stopping], [18_000, snapshot('+', 'http_back', 2)]], more).until(60_000) // biome-ignore format: one line
      assert.deepEqual(routes(sim).map(([, line]) => line), [announce, 'drain' in more ? shut : withdraw, announce]) // biome-ignore format: one line
    }
  })
})

describe('a process that stops and is replaced', () => {
  it('changes nothing, even if it is the only one to answer for one question and after a pause', () => {
    const course: Course = [[0, up], [10_000, stopping], [10_600, snapshot('+', 'http_back', 2)]] // biome-ignore format: one line
    for (const more of [{}, { drain }]) {
      assert.deepEqual(routes(play(course, more).until(60_000)), [[0, announce]])
      const paused = play([[0, up], [10_000, stopping], [40_600, snapshot('+', 'http_back', 2)]], more) // biome-ignore format: one line
      assert.deepEqual(routes(paused.until(10_550).pause(30_000).until(60_000)), [[0, announce]])
    }
  })
})

const withFront = (result: SnapshotResult): SnapshotResult => {
  if (!result.ok) return result
  const front = { servers: [], frontend: { status: 'OPEN', sessions: 0 } }
  return { ok: true, snapshot: { ...result.snapshot, proxies: new Map([...result.snapshot.proxies, ['http_front', front]]) } }
}
