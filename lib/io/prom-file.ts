// How is a file written that node_exporter reads at any moment?
import { open } from 'node:fs/promises'
import { replaceFile } from './whole-file.ts'

/** Whoever collects has another user; the umask under ExaBGP would keep it out. */
const mode = 0o644

/** Replaces the file as a whole. Resolves to why that failed, if it did. */
export const writePromFile = (path: string, text: string): Promise<string | undefined> =>
  replaceFile(path, async (draft) => {
    const file = await open(draft, 'wx', mode)
    try {
      await file.chmod(mode)
      await file.writeFile(text)
    } finally {
      await file.close()
    }
  })
