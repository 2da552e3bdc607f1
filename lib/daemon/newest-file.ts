// How is the newest of what a successor has to know written down, however fast it comes and whatever fails?
import { setTimeout as delay } from 'node:timers/promises'
import { writeStateFile } from '../io/state-file.ts'

/** When what could not be written is tried again. */
const againAfterMs = 1000

type Surroundings<Value> = {
  /** The text of the file, at the moment when it is written. */
  readonly encode: (value: Value) => string
  /** Why a write has failed; undefined once one has not any more. */
  readonly tell: (reason: string | undefined) => void
  /** What has to be done before each write, to why that failed, if it did; and after one that succeeded. */
  readonly prepare?: () => Promise<string | undefined>
  readonly done?: () => Promise<void>
}

/** One write at a time, and always of the newest. */
export class NewestFile<Value> {
  readonly #path: string
  readonly #around: Surroundings<Value>
  #wanted: Value | undefined
  #writing: Promise<string | undefined> = Promise.resolve(undefined)
  #turn: Promise<unknown> = this.#writing
  #trouble: string | undefined

  constructor(path: string, around: Surroundings<Value>) {
    this.#path = path
    this.#around = around
  }

  write(value: Value): void {
    this.#wanted = value
    this.#writing = this.inTurn(() => this.#writeNewest(value))
  }

  /** Does something with the file while nobody writes it. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** Resolves once everything so far is written, to why that failed, if it did. */
  written(): Promise<string | undefined> {
    return this.#writing
  }

  async #writeNewest(value: Value): Promise<string | undefined> {
    if (value !== this.#wanted) return this.#trouble
    const { prepare, encode, tell, done } = this.#around
    const trouble = (await prepare?.()) ?? (await writeStateFile(this.#path, encode(value)))
    if (trouble !== this.#trouble) tell(trouble)
    this.#trouble = trouble
    if (trouble === undefined) await done?.()
    else void this.#tryAgain(value)
    return trouble
  }

  async #tryAgain(value: Value): Promise<void> {
    await delay(againAfterMs, undefined, { ref: false })
    if (value === this.#wanted) this.write(value)
  }
}
