// What does a text file say, and what once somebody has changed it?
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Decoded, decodeUtf8 } from '../config/utf8.ts'
import { attend, fileTrouble } from './file.ts'

/** `reason`: the code of the system's error, such as `ENOENT`, or `no answer`. `line` and `column`: the place of the first byte that is no UTF-8. */
export type FileText = Decoded | { readonly ok: false; readonly reason: string }

const withinMs = 2000

/** A pipe is read as well, as the shell's `<(…)` makes one; what does not end within two seconds gives no answer. */
export const readText = async (file: string): Promise<FileText> => {
  try {
    return decodeUtf8(await attend(file, 'read', () => readFile(file), withinMs))
  } catch (error) {
    return { ok: false, reason: fileTrouble(error) }
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
