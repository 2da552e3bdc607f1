// What does a pipe or a device say, to which nobody need ever write?
import type { FileHandle } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../values/error-code.ts'
import { FileError, mostBytes, noAnswer } from './file.ts'

/** When it is asked again. */
const againAfterMs = 20

const chunkBytes = 65_536

/**
 * Reads to the end what was opened with O_NONBLOCK, so that to wait holds neither a thread nor a turn. A FIFO has begun once somebody has written
 * into it. Rejects once it is late, or there are more than 16 MB.
 */
export const readPipe = async (path: string, handle: FileHandle, isLate: () => boolean): Promise<Buffer> => {
  const isFifo = (await handle.stat()).isFIFO()
  const chunks: Buffer[] = []
  let size = 0
  while (!isLate()) {
    const chunk = await readChunk(handle)
    if (chunk === undefined || (chunk.length === 0 && isFifo && size === 0)) await delay(againAfterMs)
    else if (chunk.length === 0) return Buffer.concat(chunks)
    else {
      size += chunk.length
      if (size > mostBytes) throw new FileError(path, 'larger than 16 MB')
      chunks.push(chunk)
    }
  }
  throw new FileError(path, noAnswer)
}

// Undefined where nothing is there yet.
const readChunk = async (handle: FileHandle): Promise<Buffer | undefined> => {
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return undefined
    throw error
  }
}
