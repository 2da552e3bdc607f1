// How does a fault of the schedule begin and end, and what has struck so far?
import { setTimeout as sleep } from 'node:timers/promises'
import type { End, Scene } from './faults/fault.ts'
import { faults } from './faults/faults.ts'
import type { Happening } from './report.ts'
import type { Entry } from './schedule.ts'

export class Strikes {
  readonly happenings: Happening[] = []
  /** How often each kind struck. */
  readonly counts = new Map<string, number>()
  readonly #scene: Scene
  readonly #held: Set<string>

  /** `held` is that of the scene. */
  constructor(scene: Scene, held: Set<string>) {
    this.#scene = scene
    this.#held = held
  }

  /** Everything of a storm, each at its time; ends with the last of them. */
  async storm(entries: readonly Entry[], ms: number): Promise<void> {
    const from = this.#scene.now()
    const struck: Promise<void>[] = []
    for (const entry of entries) {
      await this.#until(from + entry.at)
      struck.push(this.#strike(entry))
    }
    await this.#until(from + ms)
    await Promise.all(struck)
  }

  /** Begins a fault unless another has its hands on the same; gives how to end it. */
  async begin({ kind, target, forMs }: Entry): Promise<End> {
    const fault = faults[kind]
    const holds = fault?.holds?.map((it) => `${it} ${target}`.trim()) ?? []
    if (fault === undefined || holds.some((it) => this.#held.has(it))) return async () => {}
    for (const it of holds) this.#held.add(it)
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    const name = `${kind} ${target}`.trim()
    this.happened(`${name}, for ${forMs} ms`)
    const end = await this.#carefully(name, () => fault.begin(this.#scene, target))
    return async () => {
      if (end !== undefined) await this.#carefully(name, end)
      this.happened(`end of ${name}`)
      for (const it of holds) this.#held.delete(it)
    }
  }

  happened(text: string): void {
    this.happenings.push({ at: this.#scene.now(), text })
  }

  async #strike(entry: Entry): Promise<void> {
    const until = this.#scene.now() + entry.forMs
    const end = await this.begin(entry)
    await this.#until(until)
    await end()
  }

  /** What the test itself cannot do is told, and is no finding. */
  async #carefully<Value>(name: string, work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work()
    } catch (error) {
      this.happened(`${name} went wrong: ${error instanceof Error ? error.message : error}`)
      return undefined
    }
  }

  async #until(at: number): Promise<void> {
    await sleep(Math.max(0, at - this.#scene.now()))
  }
}
