// Is what a process block starts there, and may we run it?
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Program } from '../../doctor/check.ts'
import { isProgram } from '../../doctor/checks/exabgp.ts'
import type { Process } from '../../doctor/conf.ts'

/** What the kernel starts, and what Node is to read. */
export const programsOf = ({ words: [first = '', ...others], spot }: Process['runs'][number]): readonly Promise<Program>[] => [
  programAt(first, constants.X_OK, spot),
  ...others.filter(isProgram).map((path) => programAt(path, constants.R_OK, spot)),
]

const programAt = async (path: string, mode: number, run: Program['run']): Promise<Program> => {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return { path, run, state: 'missing', ...(isProgram(path) && { instead: resolve(process.argv[1] ?? '') }) }
  if ((found.mode & 0o6000) !== 0) return { path, run, state: 'setuid' }
  const mayRun = await access(path, mode).then(
    () => true,
    () => false,
  )
  return { path, run, state: mayRun ? 'executable' : 'denied' }
}
