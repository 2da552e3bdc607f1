// Where nothing is acknowledged, is there ever more than one command in the pipe that ExaBGP has not read?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { backend, config, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const question = 'system version'
const answer = 'exabgp 4.2.21'
const setup = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])

/** What ExaBGP does at its turns: how many lines it reads, how late it answers each question, and which answers are lost. */
type Turn = { readonly afterMs: number; readonly lines: number; readonly lateMs: number; readonly lost: boolean }

class Pipe {
  readonly sim: Simulation
  #read = 0
  #answersFrom = 0
  mostUnread = 0

  constructor() {
    const statistics = (at: number) => snapshot(Math.floor(at / 700) % 2 === 0 ? '+' : '-')
    const talk = (line: string, at: number) => (at < 2000 ? exabgp({ acks: false })(line) : [])
    this.sim = new Simulation(setup, { statistics, exabgp: talk }).until(2000)
    this.#read = this.sim.written.length
  }

  take({ afterMs, lines, lateMs, lost }: Turn): void {
    const now = this.#run(afterMs)
    const taken = this.sim.written.slice(this.#read, this.#read + lines)
    this.#read += taken.length
    // Answers overtake nothing.
    this.#answersFrom = Math.max(this.#answersFrom, now + lateMs)
    if (!lost) for (const line of taken) if (line === question) this.sim.hears(this.#answersFrom, answer)
  }

  #now = 2000

  #run(ms: number): number {
    for (const end = this.#now + ms; this.#now < end; ) {
      this.#now = Math.min(end, this.#now + 50)
      this.sim.until(this.#now)
      const unread = this.sim.written.slice(this.#read).filter((line) => line !== question).length
      this.mostUnread = Math.max(this.mostUnread, unread)
    }
    return this.#now
  }
}

const turns = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 45_000 })),
    lines: fc.integer({ min: 0, max: 4 }),
    lateMs: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 30_000 })),
    lost: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, { arbitrary: fc.constant(true), weight: 1 }),
  }),
  { minLength: 5, maxLength: 25 },
)

describe('an ExaBGP that acknowledges nothing', () => {
  it('never has more than one command unread, however late its answers are, however many are lost, and however often it was asked', () => {
    fc.assert(
      fc.property(turns, (all) => {
        const pipe = new Pipe()
        for (const turn of all) pipe.take(turn)
        assert.ok(pipe.mostUnread <= 1, `${pipe.mostUnread} unread`)
      }),
      { numRuns: 60 },
    )
  })

  it('is told all the same when it reads again, at the latest after the next question', () => {
    const pipe = new Pipe()
    const standing = { afterMs: 35_000, lines: 0, lateMs: 1, lost: false }
    pipe.take(standing)
    const before = pipe.sim.routeLines.length
    pipe.take({ ...standing, afterMs: 1, lines: 100 })
    for (let turn = 0; turn < 60; turn += 1) pipe.take({ afterMs: 100, lines: 100, lateMs: 1, lost: false })
    assert.ok(pipe.sim.routeLines.length >= before + 2, pipe.sim.routeLines.join('\n'))
  })

  it('is asked once more for each answer that was lost, so that the next command waits for no later question', () => {
    const pipe = new Pipe()
    pipe.take({ afterMs: 1000, lines: 100, lateMs: 1, lost: true })
    for (let turn = 0; turn < 150; turn += 1) pipe.take({ afterMs: 100, lines: 100, lateMs: 1, lost: false })
    const before = pipe.sim.routeLines.length
    for (let turn = 0; turn < 60; turn += 1) pipe.take({ afterMs: 100, lines: 100, lateMs: 1, lost: false })
    assert.ok(pipe.sim.routeLines.length >= before + 3, pipe.sim.routeLines.slice(before).join('\n'))
  })
})
