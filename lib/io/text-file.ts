// What does a text file say, and what once somebody has changed it?
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'

/** `reason`: the code of the system's error, such as `ENOENT`. */
export type FileText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string }

export const readText = async (file: string): Promise<FileText> => {
  try {
    return { ok: true, text: await readFile(file, 'utf8') }
  } catch (error) {
    return { ok: false, reason: error instanceof Error && 'code' in error ? String(error.code) : String(error) }
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
