// How are the newest orders written down, however fast they come and whatever fails?
import { setTimeout as delay } from 'node:timers/promises'
import { now } from '../io/clock.ts'
import { writeStateFile } from '../io/state-file.ts'
import type { KeptOrders } from '../policy/orders.ts'
import { encodeOrders, type Parent } from '../record/orders-file.ts'

/** When what could not be written is tried again. */
const againAfterMs = 1000

/** One write at a time, and always of the newest; tells why one has failed, and when one has not any more. */
export class OrdersFile {
  readonly #path: string
  readonly #parent: Parent
  readonly #tell: (reason: string | undefined) => void
  #wanted: readonly KeptOrders[] | undefined
  #writing: Promise<string | undefined> | undefined
  #trouble: string | undefined

  constructor(path: string, parent: Parent, tell: (reason: string | undefined) => void) {
    this.#path = path
    this.#parent = parent
    this.#tell = tell
  }

  /** Whether this process has written it, or tried to: what stood there does not count any more. */
  get isOurs(): boolean {
    return this.#wanted !== undefined
  }

  write(kept: readonly KeptOrders[]): void {
    this.#wanted = kept
    this.#writing = (this.#writing ?? Promise.resolve(undefined)).then(() => this.#writeNewest(kept))
  }

  /** Resolves once everything so far is written, to why that failed, if it did. */
  written(): Promise<string | undefined> {
    return this.#writing ?? Promise.resolve(undefined)
  }

  async #writeNewest(kept: readonly KeptOrders[]): Promise<string | undefined> {
    if (kept !== this.#wanted) return this.#trouble
    const text = encodeOrders({ parent: this.#parent, kept }, { at: now(), wall: Date.now() })
    const trouble = await writeStateFile(this.#path, text)
    if (trouble !== this.#trouble) this.#tell(trouble)
    this.#trouble = trouble
    if (trouble !== undefined) void this.#tryAgain(kept)
    return trouble
  }

  async #tryAgain(kept: readonly KeptOrders[]): Promise<void> {
    await delay(againAfterMs, undefined, { ref: false })
    if (kept === this.#wanted) this.write(kept)
  }
}
