// How is something offered to others, however often it is taken, and for however long that cannot be done?

/** How often it is tried again, and looked whether all is still as it should be. */
const lookEveryMs = 60_000

/** What is in the way at first may be a predecessor that is leaving, and is not told before it is still there by then. */
const lookAgainMs = 1000

/** `attempt` resolves to what is in the way, if anything is; `onTrouble` hears of it when it changes. */
export class PersistentOffer {
  readonly #attempt: () => Promise<string | undefined>
  readonly #onTrouble: (reason: string | undefined) => void
  #timer: NodeJS.Timeout | undefined
  #told: string | undefined
  #work: Promise<void> = Promise.resolve()
  /** What the last attempt found. */
  found: string | undefined
  stopped = false

  constructor(attempt: () => Promise<string | undefined>, onTrouble: (reason: string | undefined) => void) {
    this.#attempt = attempt
    this.#onTrouble = onTrouble
  }

  start(): void {
    clearTimeout(this.#timer)
    if (!this.stopped) this.#work = this.#offer()
  }

  /** `last`: what is still to be done after the attempt that is under way. */
  stop(last?: () => Promise<void>): void {
    this.stopped = true
    clearTimeout(this.#timer)
    if (last !== undefined) this.#work = this.#work.then(last).catch(() => {})
  }

  /** Resolves when nothing is under way any more. */
  readonly flushed = (): Promise<void> => this.#work

  tell(found: string | undefined): void {
    if (found !== this.#told) this.#onTrouble(found)
    this.#told = found
  }

  async #offer(): Promise<void> {
    const found = await this.#attempt()
    if (this.stopped) return
    const isNew = found !== undefined && this.found === undefined
    this.found = found
    if (!isNew) this.tell(found)
    this.#timer = setTimeout(() => this.start(), isNew ? lookAgainMs : lookEveryMs).unref()
  }
}
