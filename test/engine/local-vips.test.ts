// What does the core do when this machine lacks a VIP, or when nobody can look?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { logLine } from '../../lib/log/line.ts'
import { findingsIn, severityOf } from '../../lib/status/severity.ts'
import { reads } from '../../lib/values/time.ts'
import { facts } from '../status/facts.ts'
import { snapshot as statusOf } from '../status/snapshot-of.ts'
import { backend, config, type Own, prefix, service } from './configs.ts'
import { Simulation, type World } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'
const has = (...addresses: readonly string[]) => ({ type: 'addresses' as const, addresses })
const unknown = { type: 'addresses-unknown' as const, reason: 'EMFILE' }
const well: World = { statistics: () => snapshot('+'), exabgp: exabgp() }
const start = (own: Own = {}, world: World = well) => new Simulation(config([service(own)]), world)
const required: Own = { requireLocal: 'on' }
const alarms = (sim: Simulation) => sim.news.filter(({ type }) => type.startsWith('alarm')).map((one) => logLine(one).message)
const turns = (sim: Simulation) => sim.routeLines.filter((line, index, all) => line !== all[index - 1])
const lacking =
  'web: this machine does not have the address 9.9.9.9/32, so it drops the traffic for it, unless it has a local route; run: ip address add 9.9.9.9/32 dev lo'

describe('a VIP that this machine lacks', () => {
  it('is announced all the same, raises an alarm until it is there, and is critical', () => {
    const sim = start().inject(0, has('127.0.0.1')).inject(5000, has('127.0.0.1', '9.9.9.9')).until(4000)
    const lacked = statusOf(sim.state, facts, reads(4000))
    assert.equal(lacked.services[0]?.vips[0]?.local, false)
    assert.equal(severityOf(findingsIn(lacked)), 2)
    const there = statusOf(sim.until(6000).state, facts, reads(6000))
    assert.equal(there.services[0]?.vips[0]?.local, true)
    assert.equal(severityOf(findingsIn(there)), 0)
    assert.deepEqual(turns(sim), [announce])
    assert.deepEqual(alarms(sim), [lacking, `alarm over after 5.0 s: ${lacking}`])
  })

  it('is nothing to look for with require-local ignore', () => {
    const sim = start({ requireLocal: 'ignore' }).inject(0, has()).until(5000)
    assert.deepEqual(alarms(sim), [])
    assert.equal(statusOf(sim.state, facts, reads(5000)).services[0]?.vips[0]?.local, undefined)
  })

  it('is withdrawn at once with require-local, and comes back by rise', () => {
    const sim = start({ ...required, checks: [backend('http_back', { rise: 3, fall: 100 })] })
      .inject(0, has('9.9.9.9'))
      .inject(10_000, has())
      .inject(20_000, has('9.9.9.9'))
      .until(30_000)
    assert.deepEqual(turns(sim), [announce, withdraw, announce])
    const [, gone, back] = sim.sent.filter(({ line }) => line.includes('9.9.9.9'))
    assert.equal(gone?.at, 10_000)
    assert.ok(back !== undefined && back.at >= 20_400 && back.at < 21_500, `${back?.at}`)
  })

  it('keeps a service with require-local down from the start, withdraws what a predecessor left, and says why', () => {
    const sim = start(required, { ...well, exabgp: exabgp({ left: ['9.9.9.9/32'] }) })
      .inject(0, has())
      .until(10_000)
    assert.deepEqual(turns(sim), [withdraw])
    assert.match(statusOf(sim.state, facts, reads(10_000)).services[0]?.why ?? '', /this machine does not have 9\.9\.9\.9\/32/)
  })

  it('takes the other VIPs of its service along, and no other service', () => {
    const web = service({ ...required, vips: [prefix('9.9.9.9/32'), prefix('9.9.9.10/32')] })
    const dns = service({ ...required, name: 'dns', vips: [prefix('9.9.9.11/32')] })
    const sim = new Simulation(config([web, dns]), well).inject(0, has('9.9.9.9', '9.9.9.11')).until(10_000)
    assert.deepEqual(sim.routeLines, ['announce route 9.9.9.11/32 next-hop self'])
  })

  it('counts from the reload that requires it', () => {
    const sim = start()
      .inject(0, has())
      .inject(10_000, { type: 'configured', config: config([service(required)]) })
      .until(12_000)
    assert.deepEqual(turns(sim), [announce, withdraw])
    assert.equal(sim.sent.find(({ line }) => line === withdraw)?.at, 10_000)
  })
})

describe('a look at the addresses that fails', () => {
  const why = 'the addresses of this machine cannot be looked at (EMFILE)'

  it('is not taken for a missing VIP: the last answer holds, and an alarm stands', () => {
    const sim = start(required).inject(0, has('9.9.9.9')).inject(5000, unknown).inject(15_000, has('9.9.9.9')).until(20_000)
    assert.deepEqual(turns(sim), [announce])
    assert.deepEqual(alarms(sim), [`${why}: the last answer holds`, `alarm over after 10.0 s: ${why}: the last answer holds`])
  })

  it('lets nothing be announced with require-local before one has succeeded, but what is dead is withdrawn', () => {
    const sim = start(required).inject(0, unknown).inject(10_000, has('9.9.9.9'))
    assert.deepEqual(sim.until(9999).routeLines, [])
    assert.deepEqual(turns(sim.until(20_000)), [announce])
    const dead: World = { statistics: () => snapshot('-'), exabgp: exabgp({ left: ['9.9.9.9/32'] }) }
    assert.deepEqual(turns(start(required, dead).inject(0, unknown).until(10_000)), [withdraw])
  })
})
