// Which processes descend from this one, and when did a process start?
import { readFileSync } from 'node:fs'

/** The children of a process, their children and so on; empty where it is gone. */
export const descendants = (pid: number): number[] => {
  const children = readWords(`/proc/${pid}/task/${pid}/children`).map(Number)
  return children.flatMap((child) => [child, ...descendants(child)])
}

/** The words of a process's command line; empty where it is gone. */
export const commandLine = (pid: number): string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
  } catch {
    return []
  }
}

/** When a process started, in clock ticks since boot (proc(5), field 22 of stat); undefined where it is gone. */
export const startTime = (pid: number): string | undefined => readWords(`/proc/${pid}/stat`, /^.*\) /s)[19]

const readWords = (path: string, skip = /^/): string[] => {
  try {
    return readFileSync(path, 'utf8')
      .replace(skip, '')
      .split(' ')
      .filter((word) => word.trim() !== '')
  } catch {
    return []
  }
}
