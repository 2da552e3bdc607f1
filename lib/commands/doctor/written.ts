// Which files is ExaBGP to write, and cannot?
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Facts } from '../../doctor/check.ts'
import { errorCode } from '../../values/error-code.ts'

/** Undefined where it may be; else the code of the system's error. */
export const writable = (path: string, mode = constants.W_OK): Promise<string | undefined> =>
  access(path, mode).then(() => undefined, errorCode)

export const unwritableOf = async ({ settings }: Facts['env']): Promise<Facts['unwritable']> => {
  const files = ['log.destination', 'daemon.pid'].flatMap((key) => {
    const path = settings.get(key)?.value ?? ''
    return path.startsWith('/') ? [{ key, path }] : []
  })
  const codes = await Promise.all(files.map(({ path }) => writableOrNew(path)))
  return files.filter((_, index) => codes[index] !== undefined)
}

const writableOrNew = async (path: string): Promise<string | undefined> => {
  const code = await writable(path)
  return code === 'ENOENT' ? writable(dirname(path), constants.W_OK | constants.X_OK) : code
}
