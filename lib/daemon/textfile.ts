// How do the metrics get into a file of node_exporter's textfile collector?
import type { Logger } from '../io/logger.ts'
import { writePromFile } from '../io/prom-file.ts'
import type { Sparing } from '../io/sparing.ts'
import { removeFile } from '../io/whole-file.ts'
import { merged } from '../status/metrics/merged.ts'
import type { Changes } from './changes.ts'
import { type Measured, tellMetrics } from './tell-metrics.ts'

export type TextfileWish = Measured & { readonly changes: Changes; readonly log: Logger; readonly spare: Sparing }

/** At the most so often, and at the least. */
const everyMs = { least: 1000, most: 10_000 }

/** Writes it at once, whenever something has changed, and every 10 s, until it is stopped; then the file goes. */
export class Textfile {
  readonly path: string
  readonly #wish: TextfileWish
  readonly #tell: ReturnType<typeof tellMetrics>
  #stopped = false
  #trouble: string | undefined
  #work: Promise<void>

  constructor(path: string, wish: TextfileWish) {
    this.path = path
    this.#wish = wish
    this.#tell = tellMetrics(wish, { system: false })
    this.#work = this.#write()
    void this.#follow()
  }

  stop(): void {
    this.#stopped = true
    this.#work = this.#work.then(() => removeFile(this.path))
  }

  /** Resolves when the file is gone. */
  readonly flushed = (): Promise<void> => this.#work

  async #follow(): Promise<void> {
    const { changes } = this.#wish
    while (!this.#stopped) {
      const { count } = changes
      await this.#work
      await changes.after(count, everyMs.least, everyMs.most)
      if (!this.#stopped) this.#work = this.#write()
    }
  }

  async #write(): Promise<void> {
    const text = await this.#wish.spare(
      () => this.#text(),
      () => !this.#stopped,
    )
    if (text === undefined) return
    const trouble = await writePromFile(this.path, text)
    if (trouble !== this.#trouble) this.#say(trouble)
    this.#trouble = trouble
  }

  *#text(): Generator<undefined, string> {
    const { name: process } = this.#wish
    let text = ''
    for (const piece of this.#tell()) {
      if (piece !== undefined) text += merged([{ process, text: piece.toString() }])
      yield
    }
    return text
  }

  // Said once, and once when it is over.
  #say(trouble: string | undefined): void {
    const message =
      trouble === undefined
        ? `${this.path} is written again`
        : `${this.path} cannot be written (${trouble}): node_exporter shows old metrics, or none`
    this.#wish.log({ level: trouble === undefined ? 'info' : 'warn', message, fields: { event: 'textfile', file: this.path } })
  }
}
