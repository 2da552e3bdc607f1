// How do lines reach a record, without ever making anyone wait?
import type { RecordConfig } from '../config/config.ts'
import type { Begins } from '../record/record.ts'
import { now } from './clock.ts'
import { attend, FileError } from './file.ts'
import { type Piece, RotatingFile, type Sizes } from './rotating-file.ts'

export type RecordFile = {
  /** Takes a line; `header` makes the line that goes before it where a new piece begins. Lines are dropped while they cannot be written. */
  readonly append: (line: string, header: (begins: Begins) => string) => void
  /** Resolves when what was taken so far is written or dropped. */
  readonly flushed: () => Promise<void>
  /** The same, and lets go of the file: from then on nothing is taken any more. */
  readonly close: () => Promise<void>
}

type RecordListener = {
  /** Said once, however often it fails until it goes on. */
  readonly onTrouble: (reason: string, retryAfterMs: number) => void
  readonly onRecovered: () => void
}

/** How much may wait for a slow disk. */
const mostWaitingBytes = 4_000_000

/** How long the disk may take for what waits. */
const withinMs = 2000

/**
 * Appends to `file`, readable by its owner only. A full file becomes `file.1`, that `file.2`, and so on; the oldest goes. Written here
 * because libraries for log files know of no header that every file begins with.
 */
export const openRecordFile = (config: Required<RecordConfig>, listener: RecordListener, retryAfterMs: number): RecordFile =>
  new Recording(config, listener, retryAfterMs)

class Recording implements RecordFile {
  readonly #config: Required<RecordConfig>
  readonly #listener: RecordListener
  readonly #retryAfterMs: number
  readonly #sizes: Sizes = { fileBytes: 0, headerBytes: 0, waitingBytes: 0 }
  readonly #output: RotatingFile
  #queue: Piece[] = []
  #writing: Promise<void> | undefined
  #begins: Begins | undefined = 'run'
  #troubledAt: number | undefined
  #closed = false

  constructor(config: Required<RecordConfig>, listener: RecordListener, retryAfterMs: number) {
    this.#config = config
    this.#listener = listener
    this.#retryAfterMs = retryAfterMs
    this.#output = new RotatingFile(config, this.#sizes)
  }

  readonly append: RecordFile['append'] = (line, header) => {
    if (this.#closed || this.#isWaitingToRetry()) return
    if (this.#sizes.waitingBytes > mostWaitingBytes) return this.#fail('the disk is too slow')
    // The header may be long where there are many services; then the events get at least as much room.
    const full = this.#sizes.fileBytes + Buffer.byteLength(line) >= Math.max(this.#config.maxBytes, 2 * this.#sizes.headerBytes)
    const reason = this.#begins ?? (full ? 'file' : undefined)
    if (reason === undefined) return this.#push({ text: `${line}\n`, rotate: false })
    const opening = `${header(reason)}\n`
    if (reason === 'file') this.#sizes.fileBytes = 0
    this.#sizes.headerBytes = Buffer.byteLength(opening)
    this.#begins = undefined
    // What a crash left of a line ends here.
    this.#push({ text: `${reason === 'file' ? '' : '\n'}${opening}${line}\n`, rotate: full && reason !== 'run' })
  }

  readonly flushed = (): Promise<void> => this.#writing ?? Promise.resolve()

  readonly close = async (): Promise<void> => {
    this.#closed = true
    await this.flushed()
    await this.#output.close()
  }

  #isWaitingToRetry(): boolean {
    return this.#troubledAt !== undefined && (this.#writing !== undefined || now() < this.#troubledAt + this.#retryAfterMs)
  }

  #push(piece: Piece): void {
    const bytes = Buffer.byteLength(piece.text)
    this.#sizes.fileBytes += bytes
    this.#sizes.waitingBytes += bytes
    this.#queue.push(piece)
    this.#writing ??= this.#drain()
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) await this.#writeInTime(this.#queue.splice(0))
      if (this.#troubledAt !== undefined && this.#begins === undefined) {
        this.#troubledAt = undefined
        this.#listener.onRecovered()
      }
    } catch (error) {
      this.#fail(reasonOf(error))
    }
    this.#writing = undefined
  }

  // A write that hangs goes on by itself, and nothing else is tried before it has ended.
  async #writeInTime(pieces: readonly Piece[]): Promise<void> {
    let underWay = Promise.resolve()
    const begin = () => {
      underWay = this.#output.write(pieces)
      return underWay
    }
    try {
      await attend(this.#config.file, 'write', begin, withinMs)
    } catch (error) {
      this.#output.abandon(underWay)
      throw error
    }
  }

  #fail(reason: string): void {
    if (this.#troubledAt === undefined) this.#listener.onTrouble(reason, this.#retryAfterMs)
    this.#troubledAt = now()
    this.#queue = []
    this.#sizes.waitingBytes = 0
    this.#begins = 'gap'
  }
}

// `ENOSPC: no space left on device, write`
const reasonOf = (error: unknown): string => {
  if (error instanceof FileError) return error.code
  const message = error instanceof Error ? error.message : String(error)
  return /^[A-Z\d]+: ([^,]+)/.exec(message)?.[1] ?? message
}
