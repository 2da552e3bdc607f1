// Which processes descend from this one, when did a process start, and which signals does it handle?
import { readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'

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

/** The processes of this machine, as this one sees it. */
export const everyProcess = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

/** Those of a process group (proc(5), field 5 of stat). */
export const groupMembers = (group: number): number[] =>
  everyProcess().filter((pid) => readWords(`/proc/${pid}/stat`, /^.*\) /s)[2] === String(group))

/** When a process started, in clock ticks since boot (proc(5), field 22 of stat); undefined where it is gone. */
export const startTime = (pid: number): string | undefined => readWords(`/proc/${pid}/stat`, /^.*\) /s)[19]

/** Whether the process has a handler for the signal; before it has one, the signal ends it or is lost. */
export const catches = (pid: number, signal: NodeJS.Signals): boolean => {
  const words = readWords(`/proc/${pid}/status`, /^.*^SigCgt:\s*/ms)
  return ((BigInt(`0x${words[0]?.split('\n')[0] ?? '0'}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
}

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
