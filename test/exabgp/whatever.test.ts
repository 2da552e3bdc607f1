// Whatever becomes of answers, does ExaBGP end with what is wanted once it behaves?
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { backend, config, prefix, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshots } from '../engine/worlds.ts'

const names = ['a', 'b', 'c']
const vipOf = (name: string): string => `9.9.9.${names.indexOf(name) + 1}/32`
const quick = { rise: 1, fall: 1 }
const setup = config(names.map((name) => service({ name, checks: [backend(name, quick)], vips: [prefix(vipOf(name))] })))

/** `lost`: it is carried out, and the answer is lost. `dropped`: neither. `raised`: carried out for some, and refused. `then-error`: a false `done` first. */
const fates = ['well', 'lost', 'dropped', 'twice', 'refused', 'raised', 'then-error', 'late'] as const
type Fate = (typeof fates)[number]

const healthyAt = 60_000
const sessions = ['Neighbor 10.0.0.2', '   state   ESTABLISHED', '   ipv4 unicast:  enabled  enabled', '   total:  4  2']

class Liar {
  readonly rib = new Set<string>()
  sim: Simulation | undefined
  #from = 0
  readonly #fates: readonly Fate[]
  #turn = 0

  constructor(fates: readonly Fate[]) {
    this.#fates = fates
  }

  answer = (line: string, at: number): readonly string[] => {
    const fate = at < healthyAt && at > 500 ? (this.#fates[this.#turn++ % this.#fates.length] ?? 'well') : 'well'
    if (!['dropped', 'refused', 'then-error'].includes(fate)) this.#carry(line)
    const answers = exabgp({ left: [...this.rib], sessions })(line)
    const said = this.#said(fate, answers)
    this.#from = Math.max(this.#from, at + (fate === 'late' ? 1700 : 1))
    for (const one of said) this.sim?.hears(this.#from, one)
    return []
  }

  #said(fate: Fate, answers: readonly string[]): readonly string[] {
    const text = answers.slice(0, -1)
    switch (fate) {
      case 'lost':
        return text
      case 'dropped':
        return []
      case 'twice':
        return [...answers, 'done']
      case 'refused':
      case 'raised':
        return text.length > 0 ? answers : ['error']
      case 'then-error':
        return text.length > 0 ? answers : ['done', 'error']
      default:
        return answers
    }
  }

  #carry(line: string): void {
    const deed = /(announce|withdraw) /.exec(line)?.[1]
    for (const route of line.match(/\S+\/32/g) ?? []) {
      if (deed === 'announce') this.rib.add(route)
      else this.rib.delete(route)
    }
  }
}

it('ends with what is wanted, and says little once nothing changes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...fates), { minLength: 3, maxLength: 40 }),
      fc.array(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1000, max: healthyAt })), { minLength: 1, maxLength: 20 }),
      (fate, turns) => {
        const isUp = (name: string, at: number): boolean => turns.filter(([who, when]) => who === name && when <= at).length % 2 === 0
        const liar = new Liar(fate)
        const sim = new Simulation(setup, {
          statistics: (at) => snapshots(names.map((name) => [name, isUp(name, at) ? '+' : '-'])),
          exabgp: liar.answer,
        })
        liar.sim = sim
        sim.until(healthyAt + 330_000)
        assert.deepEqual([...liar.rib].sort(), names.filter((name) => isUp(name, healthyAt)).map(vipOf))
        const before = sim.written.length
        sim.until(healthyAt + 630_000)
        assert.ok(sim.written.length - before < 150, `${sim.written.length - before} lines`)
      },
    ),
    { numRuns: 20 },
  )
})
