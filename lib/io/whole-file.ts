// How does a small file always say something whole, whatever happens to those who write it?
import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../values/error-code.ts'
import { attend } from './file.ts'

/**
 * Puts what `write` makes of a draft, in the same folder, in the place of the file; nothing stands where the draft will, and `write` follows no link that
 * somebody puts there. Resolves to why that failed, if it did.
 */
export const replaceFile = (path: string, write: (draft: string) => Promise<void>): Promise<string | undefined> =>
  attend(path, 'write', () => replace(path, write)).then(() => undefined, errorCode)

/** Resolves when it is gone, or cannot be taken away. */
export const removeFile = (path: string): Promise<void> => attend(path, 'write', () => rm(path, { force: true })).catch(() => {})

const replace = async (path: string, write: (draft: string) => Promise<void>): Promise<void> => {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`)
  try {
    await rm(draft, { force: true })
    await write(draft)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw error
  }
}
