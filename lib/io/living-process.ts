// Does a process still live, and is it the same one?
import { readFile } from 'node:fs/promises'

/** When the process began to run, in ticks since the machine did (proc(5)); undefined where it has ended, also while its parent has yet to notice. */
export const startOfProcess = async (pid: number): Promise<string | undefined> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    // Its name, in parentheses, may hold anything.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : fields[startTime]
  } catch {
    return undefined
  }
}

// The 22nd field of the file, the 19th after the state.
const startTime = 18
