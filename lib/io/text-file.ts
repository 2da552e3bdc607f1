// What does a text file say, and what once somebody has changed it?
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Decoded, decodeUtf8 } from '../config/tree/utf8.ts'
import { errorCode } from '../values/error-code.ts'
import { now } from './clock.ts'
import { attend, readWhole, statPath, withoutWaiting } from './file.ts'
import { readPipe } from './pipe-text.ts'

/** `reason`: the code of the system's error, such as `ENOENT`, `no answer` or `larger than 16 MB`. `line` and `column`: the place of the first byte that is no UTF-8. */
export type FileText = Decoded | { readonly ok: false; readonly reason: string }

const withinMs = 2000

/** A pipe is read as well, as the shell's `<(…)` makes one; what does not end within two seconds gives no answer. */
export const readText = async (file: string): Promise<FileText> => {
  try {
    return decodeUtf8(await read(file))
  } catch (error) {
    return { ok: false, reason: errorCode(error) }
  }
}

const read = async (file: string): Promise<Buffer> => {
  const endsAt = now() + withinMs
  const isLate = (): boolean => now() >= endsAt
  const begun = await attend(file, 'read', () => begin(file, isLate), withinMs)
  if (Buffer.isBuffer(begun)) return begun
  return readPipe(file, begun, isLate).finally(() => begun.close())
}

// The whole of a file; of all else what has to be waited for, unless nobody waits any more.
const begin = async (file: string, isLate: () => boolean): Promise<Buffer | FileHandle> => {
  const handle = await open(file, constants.O_RDONLY | withoutWaiting)
  const isFile = (await handle.stat()).isFile()
  if (!isFile && !isLate()) return handle
  return readWhole(file, handle).finally(() => handle.close())
}

/**
 * What it says once that is something else than `before`. The text itself is compared, as reading it costs next to nothing: neither its time
 * nor its size tells of every change. That of a file is looked at twice: somebody may be writing it still, and half of it may be a text as well.
 */
export const otherText = async (file: string, before: FileText, everyMs: number): Promise<FileText> => {
  for (let last = before; ; ) {
    await delay(everyMs)
    const text = await readText(file)
    const isOther = !isDeepStrictEqual(text, before)
    if (isOther && (isDeepStrictEqual(text, last) || !text.ok || (await isPipe(file)))) return text
    last = text
  }
}

// What comes out of one has ended.
const isPipe = (file: string): Promise<boolean> =>
  statPath(file).then(
    (stats) => !stats.isFile(),
    () => false,
  )
