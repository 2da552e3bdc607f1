// Which processes did one start that went their own way, in a process group of their own?
import { readFileSync } from 'node:fs'

/** `started` tells it apart from a later one with the same number. */
export type Descendant = { readonly pid: number; readonly started: string }

/** Of one that forks without end not all are followed. */
const most = 500

/** Its children, their children and so on, as far as each parent lives; empty where the kernel does not tell. */
export const descendantsOf = (pid: number): readonly Descendant[] => {
  const found: Descendant[] = []
  const parents = [pid]
  for (let parent = parents.pop(); parent !== undefined && found.length < most; parent = parents.pop())
    for (const child of childrenOf(parent)) {
      const started = startOf(child)
      if (started !== undefined) found.push({ pid: child, started })
      parents.push(child)
    }
  return found
}

/** A zombie does not count. */
export const isStillThere = ({ pid, started }: Descendant): boolean => startOf(pid) === started

// Reading these files waits for no disk.
const childrenOf = (pid: number): readonly number[] => read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)

// proc(5): the name of a process, in parentheses, may hold anything; the 22nd field is the time of its start.
const startOf = (pid: number): string | undefined => {
  const stat = read(`/proc/${pid}/stat`)
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? undefined : fields[18]
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return '' // it is gone
  }
}
