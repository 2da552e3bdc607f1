// How does one run of the chaos go, from its start to what was found?
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from '../e2e/kit/run.ts'
import { until } from '../e2e/kit/wait.ts'
import type { End, Scene } from './faults/fault.ts'
import { faults } from './faults/faults.ts'
import { Judge, type Violation } from './judge.ts'
import { calmMs, Oracle, reactMs } from './oracle.ts'
import { aroundMs, describe, type Outcome } from './report.ts'
import type { Router } from './routers/router.ts'
import { type Kind, type Round, rounds } from './schedule.ts'
import { Strikes } from './strikes.ts'
import { Watch } from './watch.ts'
import { beginWell } from './well.ts'
import { type Versions, World } from './world.ts'

type Options = {
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
const judgedWithinMs = 15_000

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
  readonly #strikes: Strikes
  readonly #rests = { judged: 0, unjudged: 0 }
  readonly #descriptions: Promise<void>[] = []
  #rounds = 0
  #greatestLoad = 0

  constructor(world: World, options: Options) {
    const began = performance.now()
    const held = new Set<string>()
    this.#options = options
    this.#scene = { world, oracle: new Oracle(), now: () => performance.now() - began, held }
    this.#strikes = new Strikes(this.#scene, held)
    this.#judge = new Judge(this.#scene.oracle, (violation) => this.#tell(violation))
    this.#watch = new Watch(this.#scene, this.#judge)
  }

  async play(): Promise<Outcome> {
    const { seed, minutes, without = [] } = this.#options
    const { now } = this.#scene
    this.#begin()
    for (const round of rounds(seed, kinds(this.#scene.world, without))) {
      if (now() > minutes * 60_000 || this.#lost) break
      await this.#play(round)
    }
    await Promise.all(this.#descriptions)
    this.#watch.stop()
    const { violations, judged, unjudged } = this.#judge
    const { memoryMb, stalledMs } = this.#watch
    const counts = { rounds: this.#rounds, rests: this.#rests, judged, unjudged }
    return { violations, faults: this.#strikes.counts, ...counts, memoryMb, stalledMs, greatestLoad: this.#greatestLoad }
  }

  /** All is well, but for some moments nobody knows: our process has just started. */
  #begin(): void {
    const { oracle, world, now } = this.#scene
    beginWell(oracle, world.services, 0)
    oracle.input('ours').set(0, 'leaving')
    oracle.input('ours').set(now() + 1, 'running')
    this.#watch.start()
  }

  /** Whether there is no point in going on. */
  get #lost(): boolean {
    return !this.#scene.world.exabgp.program.running || this.#judge.violations.length > 30
  }

  async #play({ storm, stormMs, stands }: Round): Promise<void> {
    this.#rounds++
    this.#strikes.happened(`storm ${this.#rounds}, ${stormMs} ms`)
    await this.#strikes.storm(storm, stormMs)
    this.#strikes.happened('calm')
    const ends: End[] = []
    for (const it of stands) ends.push(await this.#strikes.begin(it))
    await this.#calm()
    for (const end of ends) await end()
  }

  /** Waits until all must be right and has been judged. */
  async #calm(): Promise<void> {
    const { world, now } = this.#scene
    this.#greatestLoad = Math.max(this.#greatestLoad, loadavg()[0] ?? 0)
    const began = now()
    await this.#sessions()
    const slowest = Math.max(...world.services.map(({ slowMs, passing }) => slowMs + Math.max(0, ...passing.map(({ ms }) => ms))))
    await sleep(Math.max(calmMs + 2000, began + reactMs + slowest + 4000 - now()))
    await this.#judgement(now() - 2000)
    this.#strikes.happened(`rest: ${Math.round((now() - began) / 1000)} s of calm`)
  }

  /** A router that is asked slowly, as the machine is busy, has so long to be judged since then. */
  async #judgement(since: number): Promise<void> {
    const unjudged = (): readonly Router[] => this.#scene.world.routers.filter(({ name }) => !this.#judge.hasJudged(name, since))
    await until('every router to be judged', () => unjudged().length === 0, { within: judgedWithinMs }).catch(() => {})
    const { length } = unjudged()
    this.#rests.unjudged += length
    this.#rests.judged += this.#scene.world.routers.length - length
  }

  async #sessions(): Promise<void> {
    const { world, now } = this.#scene
    const from = now()
    // A reload that came while ExaBGP was at another one is lost.
    await world.waitForSessions(sessionsWithinMs / 4).catch(() => world.exabgp.program.signal('SIGUSR1'))
    await world.waitForSessions(sessionsWithinMs).catch((error: Error) => {
      this.#judge.wrong({ what: `at rest: ${error.message}`, observer: 'sessions', from, to: now() })
    })
  }

  /** At once that it is, and a little later what was around it. */
  #tell(violation: Violation): void {
    const { say, seed } = this.#options
    say(`seed ${seed}: ${violation.what}`)
    this.#descriptions.push(sleep(aroundMs).then(() => say(describe(violation, this.#scene, this.#strikes.happenings))))
  }
}

const kinds = (world: World, without: readonly string[]): readonly Kind[] =>
  Object.entries(faults)
    .filter(([name]) => !without.some((it) => name.includes(it)))
    .map(([name, { weight, lasts, targets }]) => ({ name, weight, lasts, targets: targets(world) }))
