// What does a text file say, and what once somebody has changed it?
import { open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Decoded, decodeUtf8 } from '../config/tree/utf8.ts'
import { errorCode } from '../values/error-code.ts'
import { attend, readWhole } from './file.ts'

/** `reason`: the code of the system's error, such as `ENOENT`, `no answer` or `larger than 16 MB`. `line` and `column`: the place of the first byte that is no UTF-8. */
export type FileText = Decoded | { readonly ok: false; readonly reason: string }

const withinMs = 2000

/** A pipe is read as well, as the shell's `<(…)` makes one; what does not end within two seconds gives no answer. */
export const readText = async (file: string): Promise<FileText> => {
  try {
    return decodeUtf8(await attend(file, 'read', () => read(file), withinMs))
  } catch (error) {
    return { ok: false, reason: errorCode(error) }
  }
}

const read = async (file: string): Promise<Buffer> => {
  const handle = await open(file)
  try {
    return await readWhole(file, handle)
  } finally {
    await handle.close()
  }
}

/**
 * What it says once that is something else than `before`. The text itself is compared, as reading it costs next to nothing: neither its time
 * nor its size tells of every change.
 */
export const otherText = async (file: string, before: FileText, everyMs: number): Promise<FileText> => {
  for (;;) {
    await delay(everyMs)
    const text = await readText(file)
    if (!isDeepStrictEqual(text, before)) return text
  }
}
