// What does this process take of the machine?
import { readdirSync, readFileSync } from 'node:fs'

type Usage = {
  readonly cpuSeconds: number
  readonly residentBytes: number
  /** Absent where the system does not tell. */
  readonly openFiles?: number
  readonly mostFiles?: number
}

/** Reads files of the kernel only, which answer at once. */
export const processUsage = (): Usage => {
  const { user, system } = process.cpuUsage()
  const [openFiles, mostFiles] = [openedFiles(), greatestNumberOfFiles()]
  return {
    cpuSeconds: (user + system) / 1e6,
    residentBytes: process.memoryUsage.rss(),
    ...(openFiles !== undefined && { openFiles }),
    ...(mostFiles !== undefined && { mostFiles }),
  }
}

// The one that lists them is among them.
const openedFiles = (): number | undefined => {
  try {
    return readdirSync('/proc/self/fd').length - 1
  } catch {
    return undefined
  }
}

const greatestNumberOfFiles = (): number | undefined => {
  try {
    const soft = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}
