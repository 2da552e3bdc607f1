// Is a maintenance file there?
import type { Stats } from 'node:fs'
import { fileTrouble, statPath } from './file.ts'

/** `forMs`: for how long it has been there. `unknown`: it cannot be looked at, which is not the same as `absent`. */
export type MaintenanceLook =
  | { readonly kind: 'present'; readonly forMs: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** From the end of a look to the next; a look never blocks the process, and is given up after a second. */
const lookEveryMs = 500

/** Looks once; never rejects. */
export const lookForMaintenanceFile = async (path: string): Promise<MaintenanceLook> => {
  try {
    return { kind: 'present', forMs: ageOf(await statPath(path)) }
  } catch (error) {
    const reason = fileTrouble(error)
    return reason === 'ENOENT' || reason === 'ENOTDIR' ? { kind: 'absent' } : { kind: 'unknown', reason }
  }
}

/** Tells what the first look finds, and whenever another finds something else. Returns how to stop. */
export const watchMaintenanceFile = (path: string, onNews: (look: MaintenanceLook) => void): (() => void) => {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let before: MaintenanceLook | undefined
  let absentAt = Number.NEGATIVE_INFINITY
  const look = async (): Promise<void> => {
    const begunAt = performance.now()
    const found = await lookForMaintenanceFile(path)
    if (stopped) return
    if (!isSame(before, found)) onNews(noOlderThan(absentAt, found))
    if (found.kind === 'absent') absentAt = begunAt
    before = found
    timer = setTimeout(() => void look(), lookEveryMs).unref()
  }
  void look()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

const isSame = (one: MaintenanceLook | undefined, other: MaintenanceLook): boolean =>
  one?.kind === other.kind && (one.kind !== 'unknown' || other.kind !== 'unknown' || one.reason === other.reason)

// A file that is renamed, or copied with its times, is older than the order that it is.
const noOlderThan = (absentAt: number, look: MaintenanceLook): MaintenanceLook =>
  look.kind === 'present' ? { ...look, forMs: Math.min(look.forMs, performance.now() - absentAt) } : look

// The one place where the wall clock counts: a successor must learn when the order was given. What changes a name changes ctime only.
const ageOf = ({ mtimeMs, ctimeMs }: Stats): number => Math.max(0, Date.now() - Math.max(mtimeMs, ctimeMs))
