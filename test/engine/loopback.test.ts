// When are VIPs put on this machine and taken away, and what do routes wait for?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Service } from '../../lib/config/service.ts'
import { nextTick } from '../../lib/engine/next-tick.ts'
import { logLine } from '../../lib/log/line.ts'
import type { PutVip } from '../../lib/policy/managed-vips.ts'
import { findingsIn, severityOf } from '../../lib/status/severity.ts'
import { reads } from '../../lib/values/time.ts'
import { facts } from '../status/facts.ts'
import { snapshot as statusOf } from '../status/snapshot-of.ts'
import { backend, config, type Own, prefix, service, tier } from './configs.ts'
import { MachineModel } from './machine-model.ts'
import { Simulation } from './simulation.ts'
import { fault, snapshot, snapshots } from './worlds.ts'

const vip = '9.9.9.9/32'
const never = { interface: 'lo', remove: 'never', lingerMs: 10_000 } as const
const withdrawn = { ...never, remove: 'withdrawn' } as const
const put = (own: Partial<PutVip> = {}): PutVip => ({ vip, ...withdrawn, ...own })
const web = (own: Own = {}): Service => service({ loopback: withdrawn, checks: [backend('http_back', { rise: 1, fall: 1 })], ...own })

/** Marks of the servers, by the second. */
const start = (services: readonly Service[], machine: MachineModel, marks = (_: number) => '+'): Simulation =>
  new Simulation(config(services), { statistics: (at) => snapshot(marks(Math.floor(at / 1000))), exabgp: machine.exabgp, machine })
    .inject(0, machine.look())
    .inject(0, { type: 'addresses-left', kept: machine.written })
const lines = (sim: Simulation, type = /^(alarm|alarm-over|loopback)$/) =>
  sim.news.filter((one) => type.test(one.type)).map((one) => logLine(one).message)
const downFrom =
  (from: number, to = Number.POSITIVE_INFINITY) =>
  (second: number) =>
    second >= from && second < to ? '-' : '+'

describe('a VIP that is put on this machine', () => {
  it('is there before it is announced, and is taken away when its withdrawal is acknowledged and linger is over', () => {
    const machine = new MachineModel(['127.0.0.1'])
    const sim = start([web()], machine, downFrom(5)).until(14_900)
    assert.deepEqual(machine.deeds, [`add ${vip}`, `announce ${vip}`, `withdraw ${vip}`])
    assert.deepEqual(machine.written, [put()])
    sim.until(15_500)
    assert.deepEqual(machine.deeds.slice(3), [`remove ${vip}`])
    assert.deepEqual(machine.written, [])
    assert.deepEqual(lines(sim), [`${vip} is on lo now`, `${vip} is taken from lo`])
  })

  it('delays the announcement by no more than that takes, and is added at once where it stays', () => {
    const machine = new MachineModel([], { afterMs: 20 })
    const sim = start([web({ loopback: never, checks: [backend('http_back', { rise: 3 })] })], machine, downFrom(5, 8)).until(100)
    assert.deepEqual(machine.deeds, [`add ${vip}`])
    sim.until(60_000)
    assert.deepEqual(machine.deeds, [`add ${vip}`, `announce ${vip}`, `withdraw ${vip}`, `announce ${vip}`])
  })

  it('stays where the service returns before linger is over, and waits until it is back where that is just too late', () => {
    const early = new MachineModel()
    start([web()], early, downFrom(5, 12)).until(60_000)
    assert.deepEqual(early.deeds, [`add ${vip}`, `announce ${vip}`, `withdraw ${vip}`, `announce ${vip}`])
    const late = new MachineModel([], { afterMs: 3000 })
    start([web()], late, downFrom(8, 19)).until(60_000)
    assert.deepEqual(late.deeds.slice(2), [`withdraw ${vip}`, `remove ${vip}`, `add ${vip}`, `announce ${vip}`])
  })

  it('stays as long as ExaBGP has not acknowledged the withdrawal', () => {
    const machine = new MachineModel()
    const deaf = { until: 40_000 }
    const sim = new Simulation(config([web()]), {
      statistics: (at) => snapshot(at < 5000 ? '+' : '-'),
      exabgp: (line, at) => (line.startsWith('withdraw') && at < deaf.until ? [] : machine.exabgp(line)),
      machine,
    })
      .inject(0, machine.look())
      .inject(0, { type: 'addresses-left', kept: [] })
    sim.until(45_000)
    assert.ok(!machine.deeds.includes(`remove ${vip}`))
    sim.until(120_000)
    assert.deepEqual(machine.deeds.slice(-2), [`withdraw ${vip}`, `remove ${vip}`])
  })

  it('is not ours where it was there before, and stays', () => {
    const machine = new MachineModel(['9.9.9.9'])
    start([web()], machine, downFrom(5)).until(60_000)
    assert.deepEqual(machine.deeds, [`announce ${vip}`, `withdraw ${vip}`])
    assert.deepEqual(machine.written, [])
  })

  it('stays where it is an address of the node itself, as ExaBGP tells, and is announced without delay in a terminal', () => {
    const machine = new MachineModel()
    const sessions = ['Neighbor 10.0.0.4', 'local 9.9.9.9', 'state ESTABLISHED', 'total: 1 1']
    const sim = new Simulation(config([web()]), {
      statistics: (at) => snapshot(at < 5000 ? '+' : '-'),
      exabgp: (line) => (line === 'show neighbor extensive' ? [...sessions, 'done'] : machine.exabgp(line)),
      machine,
    })
      .inject(0, machine.look())
      .inject(0, { type: 'addresses-left', kept: [put()] })
      .until(60_000)
    assert.ok(!machine.deeds.includes(`remove ${vip}`))
    assert.deepEqual(sim.state.loopback.ours, new Map())
    const terminal = new Simulation(config([web()]), { statistics: () => snapshot('+'), standalone: true })
    terminal.inject(0, { type: 'addresses', addresses: [] }).until(3000)
    assert.deepEqual(terminal.routeLines, ['announce route 9.9.9.9/32 next-hop self'])
  })

  it('is announced alone where another VIP of its service cannot be put there, which status says, and is tried again', () => {
    const machine = new MachineModel(['9.9.9.10'], { refuses: () => 'Operation not permitted' })
    const sim = start([web({ vips: [prefix(vip), prefix('9.9.9.10/32')] })], machine).until(10_000)
    assert.deepEqual(machine.deeds, ['announce 9.9.9.10/32'])
    assert.equal(severityOf(findingsIn(statusOf(sim.state, facts, reads(10_000)))), 2)
    const why = `web: ${vip} cannot be put on lo (Operation not permitted): not announced until this machine has it; trying again within 60 s`
    assert.deepEqual(lines(sim), [why])
    machine.mood = {}
    sim.until(75_000)
    assert.deepEqual(machine.deeds.slice(1), [`add ${vip}`, `announce ${vip}`])
    assert.deepEqual(lines(sim)[1]?.replace(/after .* s: /, ''), `alarm over ${why}`)
  })

  it('that is announced stays so whatever becomes of the address, and of the look at it', () => {
    const machine = new MachineModel()
    const sim = start([web()], machine).until(5000)
    machine.mood = { refuses: () => 'Operation not permitted' }
    machine.addresses.clear()
    sim.inject(5000, machine.look()).inject(20_000, { type: 'addresses-unknown', reason: 'EMFILE' }).until(300_000)
    machine.mood = { silent: true }
    sim.inject(300_000, machine.look()).until(600_000)
    assert.deepEqual(machine.deeds, [`add ${vip}`, `announce ${vip}`])
  })

  it('is put back at once by whoever it was taken away, then ever more rarely, and that is said', () => {
    const machine = new MachineModel([], { afterMs: 1 })
    const sim = start([web()], machine).until(30_000)
    const times: number[] = []
    const change = machine.change.bind(machine)
    let now = 30_000
    machine.change = (asking) => {
      times.push(now)
      return change(asking)
    }
    for (; now < 330_000; now += 500) {
      machine.addresses.delete('9.9.9.9')
      sim.inject(now, machine.look()).until(now + 499)
    }
    assert.equal(times[0], 30_000)
    assert.ok(times.length >= 8 && times.length <= 13, `${times.length} times`)
    assert.deepEqual(machine.deeds.slice(0, 2), [`add ${vip}`, `announce ${vip}`])
    assert.match(
      lines(sim)[1] ?? '',
      /^web: this machine does not have the address 9\.9\.9\.9\/32 any more, and drops the traffic: .*putting it back$/,
    )
  })

  it('is not put anywhere while nobody can look, and what was announced is kept', () => {
    const machine = new MachineModel([], {}, { announced: [vip] })
    const sim = new Simulation(config([web()]), { statistics: () => snapshot('+'), exabgp: machine.exabgp, machine })
    sim.inject(0, { type: 'addresses-unknown', reason: 'EMFILE' }).inject(0, { type: 'addresses-left', kept: [] }).until(60_000)
    assert.deepEqual(machine.deeds, [])
    const fresh = new MachineModel()
    const other = new Simulation(config([web()]), { statistics: () => snapshot('+'), exabgp: fresh.exabgp, machine: fresh })
    other.inject(0, { type: 'addresses-unknown', reason: 'EMFILE' }).inject(0, { type: 'addresses-left', kept: [] }).until(60_000)
    assert.deepEqual(fresh.deeds, [])
  })

  it('with require-local, is put back while its absence counts as down', () => {
    const machine = new MachineModel([], { afterMs: 20 })
    const sim = start([web({ loopback: never, requireLocal: 'on' })], machine).until(10_000)
    machine.addresses.delete('9.9.9.9')
    sim.inject(10_000, machine.look()).until(20_000)
    assert.deepEqual(machine.deeds, [`add ${vip}`, `announce ${vip}`, `withdraw ${vip}`, `add ${vip}`, `announce ${vip}`])
  })
})

describe('a VIP that leaves the configuration', () => {
  const other = service({ name: 'dns', vips: [prefix('9.9.9.53/32')] })
  const gone = (own: Own, machine: MachineModel) =>
    start([web(own), other], machine)
      .inject(5000, { type: 'configured', config: config([other]) })
      .until(60_000)

  it('is withdrawn, then taken away', () => {
    const machine = new MachineModel(['9.9.9.53'])
    const sim = gone({}, machine)
    const own = machine.deeds.filter((deed) => deed.endsWith(vip))
    assert.deepEqual(own, [`add ${vip}`, `announce ${vip}`, `withdraw ${vip}`, `remove ${vip}`])
    assert.equal(sim.state.loopback.ours?.size, 0)
  })

  it('stays where it is never to be taken away, which is said', () => {
    const machine = new MachineModel(['9.9.9.53'])
    const sim = gone({ loopback: never }, machine)
    assert.ok(machine.addresses.has('9.9.9.9'))
    assert.deepEqual(machine.written, [])
    assert.match(lines(sim).at(-1) ?? '', /stays on lo, as loopback.remove is never: ip address del 9\.9\.9\.9\/32 dev lo$/)
  })

  it('stays where the program is not to put it there any more', () => {
    const machine = new MachineModel()
    const plain = service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })
    start([web()], machine, downFrom(20))
      .inject(5000, { type: 'configured', config: config([plain]) })
      .until(60_000)
    assert.deepEqual(machine.deeds, [`add ${vip}`, `announce ${vip}`, `withdraw ${vip}`])
  })

  it('is tried no more where it could not be put there, and wakes nobody: a HAProxy that hangs afterwards is noticed', () => {
    const other = '9.9.9.10/32'
    const machine = new MachineModel(['9.9.9.10'], { refuses: () => 'Operation not permitted' })
    const plain = service({ vips: [prefix(other)], checks: [backend('http_back', { rise: 1, fall: 1 })] })
    const sim = new Simulation(config([web({ vips: [prefix(vip), prefix(other)] })]), {
      statistics: (at) => (at < 20_000 ? snapshot('+') : fault('hung')),
      exabgp: machine.exabgp,
      machine,
    })
    sim.inject(0, machine.look()).inject(0, { type: 'addresses-left', kept: machine.written })
    sim.inject(10_300, { type: 'configured', config: config([plain]) }).until(19_900)
    assert.ok(nextTick(sim.state) > 19_900, `${nextTick(sim.state)}`)
    sim.until(60_000)
    assert.deepEqual(machine.deeds, [`announce ${other}`, `withdraw ${other}`])
  })

  it('stays as long as another service announces it, or another process has it', () => {
    const machine = new MachineModel()
    const [one = [], two = []] = [1, 2].map((pathInformation) => [tier(0.5, { pathInformation })])
    const both = [web({ tiers: one }), web({ name: 'two', tiers: two, checks: [backend('two', { rise: 1, fall: 1 })] })]
    new Simulation(config(both), {
      statistics: (at) =>
        snapshots([
          ['http_back', at < 5000 ? '+' : '-'],
          ['two', at < 60_000 ? '+' : '-'],
        ]),
      exabgp: machine.exabgp,
      machine,
    })
      .inject(0, machine.look())
      .inject(0, { type: 'addresses-left', kept: [] })
      .until(69_000)
    assert.ok(!machine.deeds.includes(`remove ${vip}`))
    const spared = new MachineModel([], { spares: () => 'process 7 has it, too' })
    const sim = start([web()], spared, downFrom(5)).until(120_000)
    assert.deepEqual(spared.deeds, [`add ${vip}`, `announce ${vip}`, `withdraw ${vip}`])
    assert.deepEqual(lines(sim).slice(1), [`${vip} is withdrawn, and not taken from lo: process 7 has it, too`])
    spared.mood = {}
    sim.until(200_000)
    assert.equal(spared.deeds.at(-1), `remove ${vip}`)
  })
})

describe('what a predecessor has put there', () => {
  it('is taken away after linger where it is down, with what is configured no more', () => {
    const left = ['9.9.9.9/32', '9.9.9.8/32']
    const machine = new MachineModel(['9.9.9.8', '9.9.9.9'], {}, { written: left.map((one) => put({ vip: one })), announced: [vip] })
    start([web()], machine, () => '-').until(9000)
    assert.deepEqual(machine.deeds, [`withdraw ${vip}`])
    start([web()], machine, () => '-').until(30_000)
    assert.deepEqual([...machine.addresses], [])
  })

  it('is forgotten where somebody else has taken it away meanwhile: it is theirs if it comes back', () => {
    const machine = new MachineModel([], {}, { written: [put()] })
    const sim = start([web()], machine, () => '-').until(15_000)
    assert.deepEqual(machine.written, [])
    machine.addresses.add('9.9.9.9')
    sim.inject(15_000, machine.look()).until(60_000)
    assert.deepEqual([...machine.addresses], ['9.9.9.9'])
  })

  it('is ours where its ip ends later than it did, whoever is faster', () => {
    for (const marks of ['+', '-']) {
      const machine = new MachineModel([], {}, { written: [put()] })
      const change = machine.change.bind(machine)
      machine.change = (asking) => {
        if (asking.change === 'add') machine.addresses.add('9.9.9.9')
        return change(asking)
      }
      const sim = start([web()], machine, (second) => (second < 5 ? marks : '-'))
      sim.until(2000)
      machine.addresses.add('9.9.9.9')
      sim.inject(2000, machine.look()).until(60_000)
      assert.deepEqual([machine.deeds.at(-1), [...machine.addresses]], [`remove ${vip}`, []], marks)
    }
  })
})
