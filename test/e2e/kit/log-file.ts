// What has a program written so far, and when does it write the line that a test waits for?
import { closeSync, type FSWatcher, fstatSync, openSync, readSync, watch } from 'node:fs'
import { type Deadline, defaultWithinMs } from './wait.ts'

/** A line and when it was first seen, in milliseconds since the epoch; exact to a millisecond or two while someone follows the file. */
export type LogLine = { readonly at: number; readonly text: string }

/** A text file that grows. */
export class LogFile {
  readonly path: string
  readonly #fd: number
  readonly #lines: LogLine[] = []
  readonly #listeners = new Set<(line: LogLine) => void>()
  #watcher: FSWatcher | undefined
  #offset = 0
  #closed = false
  #partial = Buffer.alloc(0)

  constructor(path: string) {
    this.path = path
    this.#fd = openSync(path, 'a+')
  }

  /** Everything written until now; an unfinished last line is left out. */
  lines(): readonly LogLine[] {
    this.#readNew()
    return this.#lines
  }

  texts(): string[] {
    return this.lines().map(({ text }) => text)
  }

  /** Calls back for every line written from now on, as it is written; returns how to stop. */
  follow(listener: (line: LogLine) => void): () => void {
    // In this order: what is written before somebody watches is told by nobody.
    this.#watcher ??= watch(this.path, { persistent: false }, () => this.#readNew())
    this.#readNew()
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The first line that matches, counted from line number `from` (default: the beginning); throws after the deadline. */
  async waitFor(
    matches: RegExp | ((line: LogLine) => boolean),
    { within = defaultWithinMs, from = 0 }: Deadline & { readonly from?: number } = {},
  ): Promise<LogLine> {
    const isIt = matches instanceof RegExp ? ({ text }: LogLine) => matches.test(text) : matches
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        stop()
        clearTimeout(timer)
      }
      const stop = this.follow((line) => {
        if (!isIt(line)) return
        settle()
        resolve(line)
      })
      const timer = setTimeout(() => {
        settle()
        reject(
          new Error(`Expected ${matches} in ${this.path} within ${within} ms, got:\n${this.texts().slice(from).slice(-20).join('\n')}`),
        )
      }, within)
      const known = this.#lines.slice(from).find(isIt)
      if (known === undefined) return
      settle()
      resolve(known)
    })
  }

  /** Reads what is there for the last time. */
  close(): void {
    if (this.#closed) return
    this.#readNew()
    this.#closed = true
    this.#watcher?.close()
    closeSync(this.#fd)
  }

  #readNew(): void {
    if (this.#closed) return
    const size = fstatSync(this.#fd).size
    if (size <= this.#offset) return
    const fresh = Buffer.alloc(size - this.#offset)
    this.#offset += readSync(this.#fd, fresh, 0, fresh.length, this.#offset)
    const bytes = Buffer.concat([this.#partial, fresh])
    const end = bytes.lastIndexOf('\n') + 1
    this.#partial = bytes.subarray(end)
    const at = Date.now()
    for (const text of bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)) this.#add({ at, text })
  }

  #add(line: LogLine): void {
    this.#lines.push(line)
    for (const listener of this.#listeners) listener(line)
  }
}
