// Whatever services, ExaBGP, the machine and people do, and whenever the process is killed: is a VIP announced only where it is, and taken away only where it is ours and withdrawn?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addressOf } from '../../lib/policy/managed-vips.ts'
import { backend, config, prefix, service } from './configs.ts'
import { MachineModel } from './machine-model.ts'
import { Simulation } from './simulation.ts'
import { snapshots } from './worlds.ts'

const seconds = 30
const [web, dns] = ['9.9.9.9/32', '2001:db8::9/128']
const loopback = { interface: 'lo', remove: 'withdrawn', lingerMs: 3000 } as const
const services = [
  service({ name: 'web', vips: [prefix(web)], loopback, checks: [backend('web', { rise: 1, fall: 1 })] }),
  service({ name: 'dns', vips: [prefix(dns)], loopback: { ...loopback, remove: 'never' }, checks: [backend('dns', { rise: 1, fall: 1 })] }),
]

/** Of both backends in each second. */
const weather = fc.array(fc.constantFrom('++', '+-', '-+', '--'), { minLength: seconds, maxLength: seconds })
/** How ip, and how ExaBGP, takes each second. */
const moods = fc.array(fc.constantFrom('well', 'well', 'well', 'slow', 'refuses', 'hangs', 'deaf'), {
  minLength: seconds,
  maxLength: seconds,
})
/** What a person does to the first VIP, and when the process is killed. */
const deeds = fc.array(fc.tuple(fc.integer({ min: 1, max: seconds * 1000 - 1 }), fc.constantFrom('takes', 'kills')), {
  maxLength: 6,
})

const moodOf = (word: string | undefined): MachineModel['mood'] => {
  if (word === 'slow') return { afterMs: 2000 }
  if (word === 'hangs') return { silent: true }
  return word === 'refuses' ? { refuses: () => 'Operation not permitted' } : { afterMs: 20 }
}

type Walk = { readonly words: readonly string[]; readonly temper: readonly string[] }

/** A process from `start` on, in a world that is older. */
const begun = (machine: MachineModel, { words, temper }: Walk, start: number): Simulation => {
  const second = (at: number): number => Math.floor((start + at) / 1000)
  return new Simulation(config(services), {
    statistics: (at) => {
      machine.mood = moodOf(temper[second(at)])
      const [one = '-', other = '-'] = words[second(at)] ?? words.at(-1) ?? '--'
      return snapshots([
        ['web', one],
        ['dns', other],
      ])
    },
    exabgp: (line, at) => (temper[second(at)] === 'deaf' && /^(announce|withdraw)/.test(line) ? [] : machine.exabgp(line)),
    machine,
    predecessor: start > 0,
  })
    .inject(0, machine.look())
    .inject(0, { type: 'addresses-left', kept: machine.written })
}

const walk = (one: Walk, done: readonly (readonly [number, string])[]): MachineModel => {
  const machine = new MachineModel(['127.0.0.1'])
  let [sim, start] = [begun(machine, one, 0), 0]
  for (const [at, deed] of [...done].sort(([first], [second]) => first - second)) {
    sim.until(at - start)
    if (deed === 'kills') {
      ;[sim, start] = [begun(machine, one, at), at]
      continue
    }
    machine.takenByHand(web)
    sim.inject(at - start, machine.look())
  }
  sim.until(seconds * 1000 + 100_000 - start)
  return machine
}

describe('VIPs that are put on a machine', () => {
  it('are there wherever they are announced anew, and are taken away only once they are withdrawn, and only if they are ours', () => {
    fc.assert(
      fc.property(weather, moods, deeds, (words, temper, done) => {
        const machine = walk({ words, temper }, done)
        const [one = '-', other = '-'] = words.at(-1) ?? '--'
        assert.deepEqual([machine.announced.has(web), machine.announced.has(dns)], [one === '+', other === '+'])
        assert.ok(machine.addresses.has(addressOf(dns)))
        assert.equal(machine.addresses.has(addressOf(web)), one === '+')
      }),
      { numRuns: 30 },
    )
  })
})
