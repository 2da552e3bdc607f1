// What if a file does not answer: on a mount whose server is gone, on a disk that is frozen, a FIFO where a file should be?
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { takeTurn } from './file-turns.ts'

/** How long a file may take where nothing else is said. */
const fileWithinMs = 1000

/** No file that this program reads as a whole is larger; what is would cost memory for nothing. */
export const mostBytes = 16 * 2 ** 20

/** The `code` of what does not answer in time. */
export const noAnswer = 'no answer'

/** `code` says why in a few words, where the system's errors have `ENOENT` and the like. */
export class FileError extends Error {
  readonly code: string

  constructor(path: string, code: string) {
    super(`${path}: ${code}`)
    this.code = code
  }
}

/**
 * Reads a regular file of at most 16 MB; a FIFO or a device, on which a reader could wait for ever, is refused. Whatever hangs, it rejects after `withinMs` at the
 * latest, and what hangs costs others neither time nor threads.
 */
export const readRegularFile = (path: string, withinMs = fileWithinMs): Promise<string> =>
  attend(path, 'read', () => readAll(path), withinMs)

/** What stat(2) says of the path; rejects as `readRegularFile` does. */
export const statPath = (path: string, withinMs = fileWithinMs): Promise<Stats> => attend(path, 'read', () => stat(path), withinMs)

/** Does any work on a file, and waits for it no longer than `withinMs`; then it rejects, and the work ends when it can. */
export const attend = <Value>(
  path: string,
  access: 'read' | 'write',
  work: () => Promise<Value>,
  withinMs = fileWithinMs,
): Promise<Value> =>
  new Promise((resolve, reject) => {
    takeTurn({
      path,
      access,
      withinMs,
      begin: () => work().then(resolve, reject),
      giveUp: () => reject(new FileError(path, noAnswer)),
    })
  })

/** Throws for what is no regular file: to read it may never end, and to write it may tell somebody else, such as ExaBGP behind `/dev/stdout`. */
export const demandRegular = (path: string, stats: Stats): void => {
  if (!stats.isFile()) throw new FileError(path, 'no regular file')
}

/** A FIFO waits for its other end. */
export const withoutWaiting = constants.O_NONBLOCK

const readAll = async (path: string): Promise<string> => {
  const handle = await open(path, constants.O_RDONLY | withoutWaiting)
  try {
    demandRegular(path, await handle.stat())
    return (await readWhole(path, handle)).toString('utf8')
  } finally {
    await handle.close()
  }
}

/** Reads to the end, whatever it is; rejects once there are more than 16 MB. */
export const readWhole = async (path: string, handle: FileHandle): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for (let size = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes)
    if (bytesRead === 0) return Buffer.concat(chunks)
    size += bytesRead
    if (size > mostBytes) throw new FileError(path, 'larger than 16 MB')
    chunks.push(buffer.subarray(0, bytesRead))
  }
}

const chunkBytes = 65_536
