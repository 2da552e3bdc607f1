// Does no process of HAProxy live any more, where the one that answered could be seen?
import { readdirSync, readFileSync } from 'node:fs'
import { errorCode } from '../values/error-code.ts'

export type HaproxyProcesses = {
  /** Takes in which process answered. Never throws. */
  readonly answered: (pid: number | undefined) => void
  /** False also where none was seen, as when HAProxy runs in another container or on another machine, and where we cannot look. Never throws. */
  readonly allGone: () => boolean
}

/** `folder`: where the kernel lists processes (proc(5)). */
export const createHaproxyProcesses = (folder = '/proc'): HaproxyProcesses => {
  let seen: { readonly pid: number; readonly name: string | undefined } | undefined
  return {
    answered: (pid) => {
      if (pid !== undefined && pid !== seen?.pid) seen = { pid, name: nameOfHaproxy(folder, pid) }
    },
    allGone: () => seen?.name !== undefined && !livesOne(folder, seen.name, seen.pid),
  }
}

// In a container's numbers it is another process, or none. The Enterprise edition has a name of its own.
const nameOfHaproxy = (folder: string, pid: number): string | undefined => {
  try {
    const name = livingName(folder, `${pid}`)
    return name !== undefined && /hap/i.test(name) ? name : undefined
  } catch {
    return undefined
  }
}

// After a restart it is another process, which may have another socket.
const livesOne = (folder: string, name: string, likely: number): boolean => {
  try {
    const isIt = (pid: string): boolean => /^\d+$/.test(pid) && livingName(folder, pid) === name
    return isIt(`${likely}`) || readdirSync(folder).some(isIt)
  } catch {
    return true
  }
}

// Reading these files waits for no disk; one by one through a thread, a thousand of them take a third of a second, for which a withdraw would wait.
// The name, in parentheses, may hold anything; the state stands behind it. One that has ended stays until its parent notices.
const livingName = (folder: string, pid: string): string | undefined => {
  try {
    const [, name, state = ''] = /^\d+ \((.*)\) (.)/s.exec(readFileSync(`${folder}/${pid}/stat`, 'latin1')) ?? []
    return 'ZX'.includes(state) ? undefined : name
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error))) return undefined
    throw error
  }
}
