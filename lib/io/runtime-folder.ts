// In which folder do files of the running process lie, and the sockets that others use?
import { chmod, mkdir, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { errorCode } from '../values/error-code.ts'

/** Others may look who is there; each file and socket says for itself who may use it. */
const mode = 0o755

/** Makes the folder where there is none; the umask that ExaBGP leaves to its processes would take away the right to enter it. Rejects with a `code`. */
export const makeRuntimeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { mode })
    await chmod(folder, mode)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    await openFormer(folder)
  }
}

// Version 0.1 made it for its owner only.
const openFormer = async (folder: string): Promise<void> => {
  if (basename(folder) !== 'exabgp-haproxy') return
  const { mode: former, uid } = await stat(folder)
  if ((former & 0o777) === 0o700 && uid === process.getuid?.()) await chmod(folder, mode)
}
