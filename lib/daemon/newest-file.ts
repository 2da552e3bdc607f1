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
}

/** One write at a time, and always of the newest. */
export class NewestFile<Value> {
  readonly #path: string
  readonly #around: Surroundings<Value>
  #wanted: Value | undefined
  #writing: Promise<string | undefined> | undefined
  #trouble: string | undefined

  constructor(path: string, around: Surroundings<Value>) {
    this.#path = path
    this.#around = around
  }

  /** Whether this process has written it, or tried to: what stood there does not count any more. */
  get isOurs(): boolean {
    return this.#wanted !== undefined
  }

  write(value: Value): void {
    this.#wanted = value
    this.#writing = (this.#writing ?? Promise.resolve(undefined)).then(() => this.#writeNewest(value))
  }

  /** Resolves once everything so far is written, to why that failed, if it did. */
  written(): Promise<string | undefined> {
    return this.#writing ?? Promise.resolve(undefined)
  }

  async #writeNewest(value: Value): Promise<string | undefined> {
    if (value !== this.#wanted) return this.#trouble
    const trouble = await writeStateFile(this.#path, this.#around.encode(value))
    if (trouble !== this.#trouble) this.#around.tell(trouble)
    this.#trouble = trouble
    if (trouble !== undefined) void this.#tryAgain(value)
    return trouble
  }

  async #tryAgain(value: Value): Promise<void> {
    await delay(againAfterMs, undefined, { ref: false })
    if (value === this.#wanted) this.write(value)
  }
}
