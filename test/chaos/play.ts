// How does one run of the chaos go, from its start to what was found?
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from '../e2e/kit/run.ts'
import type { End, Scene } from './faults/fault.ts'
import { faults } from './faults/faults.ts'
import { Judge, type Violation } from './judge.ts'
import { calmMs, Oracle, reactMs } from './oracle.ts'
import { describe, type Happening, type Outcome } from './report.ts'
import { type Entry, type Round, rounds } from './schedule.ts'
import { httpServer } from './services.ts'
import { Watch } from './watch.ts'
import { type Versions, World } from './world.ts'

export type Options = {
  readonly run: Run
  readonly seed: number
  readonly minutes: number
  readonly versions: Versions
  /** No fault whose name has one of these in it. */
  readonly without?: readonly string[]
  readonly say: (text: string) => void
}

/** A session may take so long to come back, as programs wait ever longer between their attempts. */
const sessionsWithinMs = 90_000

export const play = async (options: Options): Promise<Outcome> => {
  const world = await World.start(options.run, options.versions)
  const chaos = new Chaos(world, options)
  try {
    return await chaos.play()
  } finally {
    await world.surroundings.stop()
  }
}

class Chaos {
  readonly #options: Options
  readonly #scene: Scene
  readonly #judge: Judge
  readonly #watch: Watch
  readonly #held = new Set<string>()
  readonly #happenings: Happening[] = []
  readonly #struck = new Map<string, number>()
  #rounds = 0
  readonly #rests = { judged: 0, unjudged: 0 }
  #greatestLoad = 0

  constructor(world: World, options: Options) {
    const began = performance.now()
    this.#options = options
    this.#scene = { world, oracle: new Oracle(), now: () => performance.now() - began, held: this.#held }
    this.#judge = new Judge(this.#scene.oracle, (violation) => this.#tell(violation))
    this.#watch = new Watch(this.#scene, this.#judge)
  }

  async play(): Promise<Outcome> {
    const { now, world } = this.#scene
    const { without = [] } = this.#options
    const wanted = Object.entries(faults).filter(([name]) => !without.some((it) => name.includes(it)))
    const kinds = wanted.map(([name, { weight, lasts, targets }]) => ({ name, weight, lasts, targets: targets(world) }))
    this.#beginWell()
    this.#watch.start()
    for (const round of rounds(this.#options.seed, kinds)) {
      if (now() > this.#options.minutes * 60_000 || this.#lost) break
      await this.#play(round)
    }
    this.#watch.stop()
    return {
      ...{
        violations: this.#judge.violations,
        faults: this.#struck,
        rounds: this.#rounds,
        rests: this.#rests,
        judged: this.#judge.judged,
        unjudged: this.#judge.unjudged,
      },
      ...{ memoryMb: this.#watch.memoryMb, stalledMs: this.#watch.stalledMs, greatestLoad: this.#greatestLoad },
    }
  }

  /** Whether there is no point in going on. */
  get #lost(): boolean {
    return !this.#scene.world.exabgp.program.running || this.#judge.violations.length > 30
  }

  async #play(round: Round): Promise<void> {
    this.#rounds++
    this.#happened(`storm ${this.#rounds}, ${round.stormMs} ms`)
    await this.#storm(round)
    this.#happened('calm')
    const ends: End[] = []
    for (const it of round.stands) ends.push(await this.#begin(it))
    await this.#calm()
    for (const end of ends) await end()
  }

  async #storm({ storm, stormMs }: Round): Promise<void> {
    const from = this.#scene.now()
    const struck: Promise<void>[] = []
    for (const entry of storm) {
      await sleep(Math.max(0, from + entry.at - this.#scene.now()))
      struck.push(this.#strike(entry))
    }
    await sleep(Math.max(0, from + stormMs - this.#scene.now()))
    await Promise.all(struck)
  }

  async #strike(entry: Entry): Promise<void> {
    const until = this.#scene.now() + entry.forMs
    const end = await this.#begin(entry)
    await sleep(Math.max(0, until - this.#scene.now()))
    await end()
  }

  /** Begins a fault unless another has its hands on the same; gives how to end it. */
  async #begin({ kind, target, forMs }: Entry): Promise<End> {
    const fault = faults[kind]
    const holds = fault?.holds?.map((it) => `${it} ${target}`.trim()) ?? []
    if (fault === undefined || holds.some((it) => this.#held.has(it))) return async () => {}
    for (const it of holds) this.#held.add(it)
    this.#struck.set(kind, (this.#struck.get(kind) ?? 0) + 1)
    const name = `${kind} ${target}`.trim()
    this.#happened(Number.isFinite(forMs) ? `${name}, for ${forMs} ms` : name)
    const end = await this.#carefully(name, () => fault.begin(this.#scene, target))
    return async () => {
      if (end !== undefined) await this.#carefully(name, end)
      this.#happened(`end of ${name}`)
      for (const it of holds) this.#held.delete(it)
    }
  }

  /** What the test itself cannot do is told, and is no finding. */
  async #carefully<Value>(name: string, work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work()
    } catch (error) {
      this.#happened(`${name} went wrong: ${error instanceof Error ? error.message : error}`)
      return undefined
    }
  }

  /** Waits until all must be right and has been judged. */
  async #calm(): Promise<void> {
    const { world, now } = this.#scene
    this.#greatestLoad = Math.max(this.#greatestLoad, loadavg()[0] ?? 0)
    const began = now()
    try {
      // A reload that came while ExaBGP was at another one is lost.
      await world.waitForSessions(sessionsWithinMs / 4).catch(() => world.exabgp.program.signal('SIGUSR1'))
      await world.waitForSessions(sessionsWithinMs)
    } catch (error) {
      this.#judge.wrong({
        what: `at rest: ${error instanceof Error ? error.message : error}`,
        observer: 'sessions',
        from: began,
        to: now(),
      })
    }
    const slowest = Math.max(...world.services.map(({ slowMs, passing }) => slowMs + Math.max(0, ...passing.map(({ ms }) => ms))))
    await sleep(Math.max(calmMs + 2000, began + reactMs + slowest + 4000 - now()))
    for (const { name } of world.routers) this.#rests[this.#judge.hasJudged(name, now() - 2000) ? 'judged' : 'unjudged']++
    this.#happened(`rest: ${Math.round((now() - began) / 1000)} s of calm`)
  }

  /** At the beginning all is well, and nothing is known. */
  #beginWell(): void {
    const { oracle, world, now } = this.#scene
    const well: Readonly<Record<string, string>> = {
      ...{ haproxy: 'running', socket: 'open', names: 'answering', flag: 'there', [`http:${httpServer.name}`]: 'well' },
      ...{ 'maintenance:drains': 'off', 'maintenance:command': 'off' },
    }
    for (const [name, value] of Object.entries(well)) oracle.input(name).set(0, value)
    for (const server of world.services.flatMap(({ servers }) => servers)) {
      oracle.input(`server:${server}`).set(0, 'well')
      oracle.input(`said:${server}`).set(0, 'nothing')
      oracle.input(`order:${server}`).set(0, 'state ready')
      oracle.input(`weight:${server}`).set(0, 'weight 100%')
    }
    oracle.input('ours').set(0, 'leaving')
    oracle.input('ours').set(now() + 1, 'running')
  }

  #happened(text: string): void {
    this.#happenings.push({ at: this.#scene.now(), text })
  }

  #tell(violation: Violation): void {
    const { say, seed } = this.#options
    say(`seed ${seed}: ${violation.what}`)
    setTimeout(() => say(describe(violation, this.#scene, this.#happenings)), 5000).unref()
  }
}
