// How is stderr written without changing it for others, who have the same one?
import { constants, fstatSync, openSync, readlinkSync, write } from 'node:fs'
import { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../values/error-code.ts'
import { attend, FileError } from './file.ts'
import { mountOf } from './mount.ts'

/**
 * Keeps `process.stderr` from being made non-blocking, as Node does with pipes and sockets: ExaBGP, from which we have it, would lose lines to
 * EAGAIN. A pipe gets a description of its own. What cannot be opened anew, the journal's socket or another user's pipe, and a file on a mount whose server
 * may be gone, is written by a thread that may wait.
 */
export const keepStderrBlocking = (): void => {
  const own = ownStderr()
  if (own !== undefined) Object.defineProperty(process, 'stderr', { configurable: true, enumerable: true, get: () => own })
}

/** Resolves when all that was written so far has left the process. */
export const stderrFlushed = (): Promise<void> => new Promise((resolve) => process.stderr.write('', () => resolve()))

const ownStderr = (): Writable | undefined => {
  try {
    const stats = fstatSync(2)
    if (stats.isFIFO()) return openAnew() ?? new Patient()
    if (stats.isFile()) return patientFor(readlinkSync('/proc/self/fd/2'))
    return stats.isSocket() ? new Patient() : undefined
  } catch {
    return undefined // it is closed
  }
}

// On a disk of this machine a line is written before anything else happens, and outlives us.
const patientFor = (path: string): Writable | undefined => (mountOf(path).local ? undefined : new Patient(path))

const openAnew = (): Socket | undefined => {
  try {
    const fd = openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK)
    return new Socket({ fd, readable: false, writable: true })
  } catch {
    return undefined // another user's, or no /proc
  }
}

/** After this time a reader counts as one that hangs, for whom the end of the process does not wait. */
const slowMs = 100
/** Somebody else has made it non-blocking, and it is full. */
const againAfterMs = 5

/** One write at a time, each in a thread. What cannot be written, on a full disk, say, is lost, and what follows is tried. */
class Patient extends Writable {
  readonly #place: string

  /** `place`: a file, which waits with others for the threads of its mount. */
  constructor(place = '/dev/stderr') {
    super()
    this.#place = place
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    writeWhole(this.#place, chunk).then(
      () => done(),
      () => done(),
    )
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), '', done)
  }
}

const writeWhole = async (place: string, bytes: Buffer): Promise<void> => {
  for (let written = 0; written < bytes.length; ) written += await writeSome(place, bytes.subarray(written))
}

const writeSome = async (place: string, bytes: Buffer): Promise<number> => {
  try {
    return await inThread(place, bytes)
  } catch (error) {
    if (errorCode(error) !== 'EAGAIN') throw error
    await delay(againAfterMs)
    return 0
  }
}

// Also one that hangs is waited for; it counts as one that holds a thread. Without a thread for it it is as full.
const inThread = (place: string, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    let begun = false
    const begin = (): Promise<void> => {
      begun = true
      return new Promise((end) =>
        write(2, bytes, (error, count) => {
          if (error) reject(error)
          else resolve(count)
          end()
        }),
      )
    }
    attend(place, 'write', begin, slowMs).catch(() => begun || reject(new FileError(place, 'EAGAIN')))
  })
