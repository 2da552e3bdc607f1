// How does text reach files of bounded size?
import type { Stats } from 'node:fs'
import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import type { RecordConfig } from '../config/config.ts'
import { errorCode } from '../values/error-code.ts'
import { demandRegular } from './file.ts'

/** What goes into one file; `rotate`: into a new one. */
export type Piece = { readonly text: string; readonly rotate: boolean }

/** Shared with whoever hands in pieces: what the file has and will have, the header that each file begins with, and what still waits. */
export type Sizes = { fileBytes: number; headerBytes: number; waitingBytes: number }

/** Opens the file at the first write, and again after trouble. */
export class RotatingFile {
  readonly #config: Required<RecordConfig>
  readonly #sizes: Sizes
  #handle: FileHandle | undefined

  constructor(config: Required<RecordConfig>, sizes: Sizes) {
    this.#config = config
    this.#sizes = sizes
  }

  async write(pieces: readonly Piece[]): Promise<void> {
    let text = ''
    for (const piece of pieces) {
      if (piece.rotate) {
        if (text !== '') await this.#put(text)
        text = ''
        await this.#rotate()
      }
      text += piece.text
    }
    await this.#put(text)
  }

  /** Goes on with another handle; the one in use is closed when the write under way has ended. */
  abandon(underWay: Promise<void>): void {
    const left = this.#handle
    this.#handle = undefined
    const ended = underWay.catch(() => {}).then(() => left?.close())
    ended.catch(() => {})
  }

  async close(): Promise<void> {
    await this.#handle?.close()
    this.#handle = undefined
  }

  async #put(text: string): Promise<void> {
    const opened = this.#handle === undefined ? await this.#open() : { handle: this.#handle, empty: false }
    this.#handle = opened.handle
    await opened.handle.appendFile(opened.empty ? text.trimStart() : text)
    this.#sizes.waitingBytes = Math.max(0, this.#sizes.waitingBytes - Buffer.byteLength(text))
  }

  // What an earlier process left is counted, and moved away where it is full already.
  async #open(): Promise<{ readonly handle: FileHandle; readonly empty: boolean }> {
    const { file, maxBytes } = this.#config
    const opened = await open(file, 'a', 0o600)
    const { size } = await ownRegular(file, opened)
    if (size === 0 || size + this.#sizes.headerBytes <= maxBytes) {
      this.#sizes.fileBytes = size + this.#sizes.waitingBytes
      return { handle: opened, empty: size === 0 }
    }
    await opened.close()
    await this.#shift()
    return { handle: await open(file, 'a', 0o600), empty: true }
  }

  async #rotate(): Promise<void> {
    await this.close()
    await this.#shift()
  }

  async #shift(): Promise<void> {
    const { file, files } = this.#config
    await stat(file).then((stats) => demandRegular(file, stats), ignoreAbsence)
    for (let index = files - 1; index > 0; index--) {
      await rename(index === 1 ? file : `${file}.${index - 1}`, `${file}.${index}`).catch(ignoreAbsence)
    }
  }
}

// A device keeps its permissions, and its name.
const ownRegular = async (file: string, opened: FileHandle): Promise<Stats> => {
  try {
    const stats = await opened.stat()
    demandRegular(file, stats)
    if ((stats.mode & 0o077) !== 0) await opened.chmod(0o600)
    return stats
  } catch (error) {
    await opened.close()
    throw error
  }
}

const ignoreAbsence = (error: unknown): void => {
  if (errorCode(error) !== 'ENOENT') throw error
}
