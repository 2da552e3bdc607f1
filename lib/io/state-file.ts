// What did an earlier run write down, and how is that written?
import { lstat, open, readdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../values/error-code.ts'
import { attend, readRegularFile } from './file.ts'
import { makeRuntimeFolder } from './runtime-folder.ts'
import { replaceFile } from './whole-file.ts'

/** `absent`: there is no such file. `reason`: a part of a sentence. */
export type StateFile =
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }

export const readStateFile = async (path: string): Promise<StateFile> => {
  try {
    return { kind: 'text', path, text: await readRegularFile(path) }
  } catch (error) {
    const reason = errorCode(error)
    return reason === 'ENOENT' ? { kind: 'absent', path } : { kind: 'unreadable', path, reason }
  }
}

/** The other files of its kind in the folder of a state file; rejects where the folder cannot be read. */
export const readStateFilesBeside = async (path: string): Promise<readonly StateFile[]> => {
  const folder = dirname(path)
  const names = (await attend(folder, 'read', () => readdir(folder))).filter((name) => name.endsWith('.json') && name !== basename(path))
  return Promise.all(names.map((name) => readStateFile(join(folder, name))))
}

/** Replaces the file as a whole, readable by its owner only, and makes its folder where there is none. Resolves to why that failed, if it did. */
export const writeStateFile = (path: string, text: string): Promise<string | undefined> =>
  replaceFile(path, async (draft) => {
    await makeRuntimeFolder(dirname(path))
    await write(draft, text)
  })

/** Gives it another name, which no other file may have. Resolves to why that failed, if it did; where there is none there is nothing to do. */
export const moveStateFile = (path: string, to: string): Promise<string | undefined> =>
  attend(path, 'write', async () => {
    if (await isThere(to)) return `${to} is there already`
    await rename(path, to).catch((error) => {
      if (errorCode(error) !== 'ENOENT') throw error
    })
    return undefined
  }).catch(errorCode)

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error) => {
      if (errorCode(error) === 'ENOENT') return false
      throw error
    },
  )

const write = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
