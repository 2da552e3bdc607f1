// Does no process of HAProxy live any more, where the one that answered could be seen?
import { readdir, readFile } from 'node:fs/promises'
import { errorCode } from '../values/error-code.ts'

export type HaproxyProcesses = {
  /** Takes in which process answered. Never throws. */
  readonly answered: (pid: number | undefined) => Promise<void>
  /** False also where none was seen, as when HAProxy runs in another container or on another machine, and where we cannot look. Never throws. */
  readonly allGone: () => Promise<boolean>
}

/** `folder`: where the kernel lists processes (proc(5)). */
export const createHaproxyProcesses = (folder = '/proc'): HaproxyProcesses => {
  let seen: { readonly pid: number; readonly name: string | undefined } | undefined
  return {
    answered: async (pid) => {
      if (pid !== undefined && pid !== seen?.pid) seen = { pid, name: await nameOfHaproxy(folder, pid) }
    },
    allGone: async () => seen?.name !== undefined && !(await livesOne(folder, seen.name, seen.pid)),
  }
}

// In a container's numbers it is another process, or none. The Enterprise edition has a name of its own.
const nameOfHaproxy = async (folder: string, pid: number): Promise<string | undefined> => {
  const name = await livingName(folder, `${pid}`).catch(() => undefined)
  return name !== undefined && /hap/i.test(name) ? name : undefined
}

// After a restart it is another process, which may have another socket.
const livesOne = async (folder: string, name: string, likely: number): Promise<boolean> => {
  try {
    if ((await livingName(folder, `${likely}`)) === name) return true
    for (const entry of await readdir(folder)) if (/^\d+$/.test(entry) && (await livingName(folder, entry)) === name) return true
    return false
  } catch {
    return true
  }
}

// Its name, in parentheses, may hold anything; the state stands behind it. One that has ended stays until its parent notices.
const livingName = async (folder: string, pid: string): Promise<string | undefined> => {
  try {
    const [, name, state = ''] = /^\d+ \((.*)\) (.)/s.exec(await readFile(`${folder}/${pid}/stat`, 'latin1')) ?? []
    return 'ZX'.includes(state) ? undefined : name
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error))) return undefined
    throw error
  }
}
