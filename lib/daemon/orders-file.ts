// How are the newest orders written down, and none lost that nobody could read?
import { now } from '../io/clock.ts'
import { moveStateFile } from '../io/state-file.ts'
import { removeFile } from '../io/whole-file.ts'
import type { KeptOrders } from '../policy/orders.ts'
import { encodeOrders, type Parent } from '../record/orders-file.ts'
import { NewestFile } from './newest-file.ts'
import { readOrders, readTogether, type Unread, type UptimeNow, type Written } from './read-orders.ts'

/** What nobody could read: none; still in the file; beside it, as newer orders were to be written; or there and no longer needed, as it could be read. */
type Hidden = 'none' | 'in the file' | 'beside' | 'spent'

type Circumstances = { readonly parent: Parent; readonly uptime: UptimeNow }

/** Tells why a write has failed, and when one has not any more. */
export class OrdersFile {
  readonly #path: string
  readonly #beside: string
  readonly #uptime: UptimeNow
  readonly #newest: NewestFile<readonly KeptOrders[]>
  #hidden: Hidden = 'none'

  constructor(path: string, { parent, uptime }: Circumstances, tell: (reason: string | undefined) => void) {
    this.#path = path
    this.#beside = `${path}.unread`
    this.#uptime = uptime
    this.#newest = new NewestFile(path, {
      encode: (kept) => encodeOrders({ parent, kept }, { at: now(), wall: Date.now(), uptime: uptime() }),
      tell,
      prepare: () => this.#putAside(),
      done: () => this.#forget(),
    })
  }

  /** What a predecessor has left. */
  async readFirst(): Promise<Written | Unread> {
    const { read, hidden } = await readTogether(this.#path, this.#beside, this.#uptime)
    this.#hidden = hidden
    return read
  }

  /** What nobody could read, once more. */
  readAgain(): Promise<Written | Unread> {
    return this.#newest.inTurn(async () => {
      const isBeside = this.#hidden === 'beside'
      const read = await readOrders(isBeside ? this.#beside : this.#path, this.#uptime)
      if (!('unread' in read)) this.#hidden = isBeside ? 'spent' : 'none'
      return read
    })
  }

  write(kept: readonly KeptOrders[]): void {
    this.#newest.write(kept)
  }

  /** Resolves once everything so far is written, to why that failed, if it did. */
  written(): Promise<string | undefined> {
    return this.#newest.written()
  }

  // What nobody has read is not written over.
  async #putAside(): Promise<string | undefined> {
    if (this.#hidden !== 'in the file') return undefined
    const trouble = await moveStateFile(this.#path, this.#beside)
    if (trouble === undefined) this.#hidden = 'beside'
    return trouble
  }

  async #forget(): Promise<void> {
    if (this.#hidden !== 'spent') return
    this.#hidden = 'none'
    await removeFile(this.#beside)
  }
}
