// How do the new files get into a folder, over none that is there?
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { print, printResult } from '../../io/print.ts'
import { errorCode } from '../../values/error-code.ts'

/** `EX_CANTCREAT` of sysexits.h. */
const exitUncreated = 73

/** Resolves to `status`, or 73 where a file is there or cannot be written. */
export const writeNew = async (folder: string, files: ReadonlyMap<string, string>, status: number): Promise<number> => {
  const written: string[] = []
  for (const [name, text] of files) {
    const path = join(folder, name)
    try {
      await mkdir(folder, { recursive: true })
      await writeFile(path, text, { flag: 'wx', mode: 0o640 })
      written.push(path)
    } catch (error) {
      const code = errorCode(error)
      const got = code === 'EEXIST' ? 'one that is there already: name another folder with --output' : code
      await print('stderr', [`${path}: Expected a new file, got ${got}`])
      return exitUncreated
    }
  }
  return printResult(written, status)
}
