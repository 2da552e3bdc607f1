// What is certain before HAProxy has checked every server, and what only the look before can tell?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { backend, config, service, tier } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

const ladder = (rise: number, fall: number) =>
  config([service({ checks: [backend('http_back', { rise, fall })], tiers: [tier(0.6), tier(0.01, { prepend: 2 })] })])

const routesOf = (sim: Simulation) =>
  sim.sent.filter(({ line }) => /^(announce|withdraw) /.test(line)).map(({ at, line }) => `${at} ${line}`)

const low = 'announce route 9.9.9.9/32 next-hop self as-path [ 65010 65010 65010 ]'
const high = 'announce route 9.9.9.9/32 next-hop self'

describe('while HAProxy has not checked every server', () => {
  it('a tier that cannot be reached any more, whatever they turn out to be, is left at once', () => {
    const sim = new Simulation(ladder(1, 1), { statistics: (at) => snapshot(at < 5000 ? '+++' : '--?'), exabgp: exabgp(), probeTakesMs: 0 })
    assert.deepEqual(routesOf(sim.until(5000)), [`4 ${high}`, `5000 ${low}`])
  })

  it('it takes fall results that agree, as any deterioration', () => {
    const sim = new Simulation(ladder(1, 3), { statistics: (at) => snapshot(at < 5000 ? '+++' : '--?'), exabgp: exabgp(), probeTakesMs: 0 })
    assert.deepEqual(routesOf(sim.until(8000)), [`4 ${high}`, `5400 ${low}`])
  })

  it('what may still be so is kept until the warm-up ends', () => {
    const sim = new Simulation(ladder(1, 1), { statistics: (at) => snapshot(at < 5000 ? '+++' : '+??'), exabgp: exabgp(), probeTakesMs: 0 })
    assert.deepEqual(routesOf(sim.until(19_000)), [`4 ${high}`])
  })
})

describe('servers that their agents put into maintenance', () => {
  const reads = (at: number): SnapshotResult => {
    const result = snapshot('++++', 'http_back', at < 15_000 ? 1 : 2)
    if (!result.ok || at < 5000) return result
    const agentStatus = at < 10_000 ? 'CHECKED' : at > 15_000 && at < 16_000 ? 'INI' : 'L4CON'
    const tables = [...result.snapshot.proxies].map(([name, table]) => {
      const servers = table.servers.map((row, index) => (index < 2 ? { ...row, status: 'MAINT', agentStatus } : row))
      return [name, { ...table, servers }] as const
    })
    return { ok: true, snapshot: { ...result.snapshot, proxies: new Map(tables) } }
  }

  it('do not leave the sum when their machines are switched off, nor when HAProxy is reloaded after that', () => {
    const sim = new Simulation(ladder(1, 1), { statistics: reads, exabgp: exabgp(), probeTakesMs: 0 })
    assert.deepEqual(routesOf(sim.until(50_000)), [`4 ${high}`, `5000 ${low}`])
  })
})

describe('a server that leaves maintenance, where one failed check is enough', () => {
  const alone = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])
  const reads = (status: string, lastChangeSeconds: number): SnapshotResult => {
    const result = snapshot('+')
    const [table] = result.ok ? result.snapshot.proxies.values() : []
    if (!result.ok || table === undefined) return result
    const servers = table.servers.map((row) => ({ ...row, status, checkRise: 1, checkFall: 1, checkHealth: 1, lastChangeSeconds }))
    const backend = table.backend && { ...table.backend, active: status === 'UP' ? 1 : 0 }
    return { ok: true, snapshot: { ...result.snapshot, proxies: new Map([['http_back', { servers, ...(backend && { backend }) }]]) } }
  }
  const world = (later: string) =>
    new Simulation(alone, {
      statistics: (at) =>
        at < 5000
          ? reads('MAINT', 60)
          : at < 7000
            ? reads('UP', Math.floor((at - 5000) / 1000))
            : reads(later, Math.floor((at - 5000) / 1000)),
      exabgp: exabgp(),
      probeTakesMs: 0,
    })

  it('and is dead is never announced', () => {
    assert.deepEqual(
      routesOf(world('DOWN').until(50_000)).filter((line) => line.includes('announce')),
      [],
    )
  })

  it('and lives is announced once it has been up for as long as any check takes', () => {
    assert.deepEqual(
      routesOf(world('UP').until(50_000)).filter((line) => line.includes('announce')),
      ['20000 announce route 9.9.9.9/32 next-hop self'],
    )
  })
})
