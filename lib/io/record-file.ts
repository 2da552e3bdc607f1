// How do lines reach files of bounded size, without ever making anyone wait?
import { type FileHandle, open, rename } from 'node:fs/promises'
import type { RecordConfig } from '../config/config.ts'
import type { Begins } from '../record/record.ts'
import { now } from './clock.ts'
import { attend, FileError } from './file.ts'

export type RecordFile = {
  /** Takes a line; `header` makes the line that goes before it where a new piece begins. Lines are dropped while they cannot be written. */
  readonly append: (line: string, header: (begins: Begins) => string) => void
  /** Resolves when what was taken so far is written or dropped. */
  readonly flushed: () => Promise<void>
  /** The same, and lets go of the file: from then on nothing is taken any more. */
  readonly close: () => Promise<void>
}

export type RecordListener = {
  /** Said once, however often it fails until it goes on. */
  readonly onTrouble: (reason: string, retryAfterMs: number) => void
  readonly onRecovered: () => void
}

/** How much may wait for a slow disk. */
const mostWaitingBytes = 4_000_000

/** How long the disk may take for what waits. */
const withinMs = 2000

type Piece = { readonly text: string; readonly rotate: boolean }

/**
 * Appends to `file`, readable by its owner only. A full file becomes `file.1`, that `file.2`, and so on; the oldest goes. Written here
 * because libraries for log files know of no header that every file begins with.
 */
export const openRecordFile = ({ file, maxBytes, files }: RecordConfig, listener: RecordListener, retryAfterMs: number): RecordFile => {
  let handle: FileHandle | undefined
  let queue: Piece[] = []
  let waitingBytes = 0
  let writing: Promise<void> | undefined
  let begins: Begins | undefined = 'run'
  let troubledAt: number | undefined
  let closed = false
  let size = { file: 0, header: 0 }

  const append: RecordFile['append'] = (line, header) => {
    if (closed) return
    if (troubledAt !== undefined && (writing !== undefined || now() < troubledAt + retryAfterMs)) return
    if (waitingBytes > mostWaitingBytes) return fail('the disk is too slow')
    // The header may be long where there are many services; then the events get at least as much room.
    const full = size.file + Buffer.byteLength(line) >= Math.max(maxBytes, 2 * size.header)
    const reason = begins ?? (full ? 'file' : undefined)
    if (reason === undefined) return push(`${line}\n`, false)
    const opening = `${header(reason)}\n`
    size = { file: reason === 'file' ? 0 : size.file, header: Buffer.byteLength(opening) }
    begins = undefined
    // What a crash left of a line ends here.
    push(`${reason === 'file' ? '' : '\n'}${opening}${line}\n`, full && reason !== 'run')
  }

  const push = (text: string, rotate: boolean): void => {
    const bytes = Buffer.byteLength(text)
    size = { ...size, file: size.file + bytes }
    waitingBytes += bytes
    queue.push({ text, rotate })
    writing ??= drain()
  }

  const drain = async (): Promise<void> => {
    try {
      while (queue.length > 0) await writeInTime(queue.splice(0))
      if (troubledAt !== undefined && begins === undefined) {
        troubledAt = undefined
        listener.onRecovered()
      }
    } catch (error) {
      fail(reasonOf(error))
    }
    writing = undefined
  }

  // A write that hangs goes on by itself, and nothing else is tried before it has ended.
  const writeInTime = async (pieces: readonly Piece[]): Promise<void> => {
    let underWay = Promise.resolve()
    const begin = () => {
      underWay = write(pieces)
      return underWay
    }
    try {
      await attend(file, 'write', begin, withinMs)
    } catch (error) {
      const left = handle
      handle = undefined
      const ended = underWay.catch(() => {}).then(() => left?.close())
      ended.catch(() => {})
      throw error
    }
  }

  const write = async (pieces: readonly Piece[]): Promise<void> => {
    let text = ''
    for (const piece of pieces) {
      if (piece.rotate) {
        if (text !== '') await put(text)
        text = ''
        await rotate()
      }
      text += piece.text
    }
    await put(text)
  }

  const put = async (text: string): Promise<void> => {
    const opened = handle === undefined ? await openFile() : { handle, empty: false }
    handle = opened.handle
    await handle.appendFile(opened.empty ? text.trimStart() : text)
    waitingBytes = Math.max(0, waitingBytes - Buffer.byteLength(text))
  }

  // What an earlier process left is counted, and moved away where it is full already.
  const openFile = async (): Promise<{ readonly handle: FileHandle; readonly empty: boolean }> => {
    const opened = await open(file, 'a', 0o600)
    const { size: found, mode } = await opened.stat()
    if ((mode & 0o077) !== 0) await opened.chmod(0o600)
    if (found === 0 || found + size.header <= maxBytes) {
      size = { ...size, file: found + waitingBytes }
      return { handle: opened, empty: found === 0 }
    }
    await opened.close()
    await shift()
    return { handle: await open(file, 'a', 0o600), empty: true }
  }

  const rotate = async (): Promise<void> => {
    await handle?.close()
    handle = undefined
    await shift()
  }

  const shift = async (): Promise<void> => {
    for (let index = files - 1; index > 0; index--) {
      await rename(index === 1 ? file : `${file}.${index - 1}`, `${file}.${index}`).catch(ignoreAbsence)
    }
  }

  const fail = (reason: string): void => {
    if (troubledAt === undefined) listener.onTrouble(reason, retryAfterMs)
    troubledAt = now()
    queue = []
    waitingBytes = 0
    begins = 'gap'
  }

  const flushed = (): Promise<void> => writing ?? Promise.resolve()

  const close = async (): Promise<void> => {
    closed = true
    await flushed()
    await handle?.close()
    handle = undefined
  }

  return { append, flushed, close }
}

const ignoreAbsence = (error: unknown): void => {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

// `ENOSPC: no space left on device, write`
const reasonOf = (error: unknown): string => {
  if (error instanceof FileError) return error.code
  const message = error instanceof Error ? error.message : String(error)
  return /^[A-Z\d]+: ([^,]+)/.exec(message)?.[1] ?? message
}
