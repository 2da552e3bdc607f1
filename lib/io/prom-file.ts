// How does a file that another program reads at any moment always say something whole?
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../values/error-code.ts'
import { attend } from './file.ts'

/** Whoever collects has another user; the umask under ExaBGP would keep it out. */
const mode = 0o644

/** Replaces the file as a whole, by one in the same folder. Resolves to why that failed, if it did. */
export const writePromFile = (path: string, text: string): Promise<string | undefined> =>
  attend(path, 'write', () => replace(path, text)).then(() => undefined, errorCode)

/** Resolves when it is gone, or cannot be taken away. */
export const removePromFile = (path: string): Promise<void> => attend(path, 'write', () => rm(path, { force: true })).catch(() => {})

const replace = async (path: string, text: string): Promise<void> => {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`)
  try {
    const file = await open(draft, 'w', mode)
    try {
      await file.chmod(mode)
      await file.writeFile(text)
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw error
  }
}
