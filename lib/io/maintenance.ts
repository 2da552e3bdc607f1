// Is a maintenance file there?
import type { Stats } from 'node:fs'
import { errorCode } from '../values/error-code.ts'
import { statPath } from './file.ts'

/** `forMs`: for how long it has been there. `unknown`: it cannot be looked at, which is not the same as `absent`. */
export type MaintenanceLook =
  | { readonly kind: 'present'; readonly forMs: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** Looks once, for a second at most; never rejects. */
export const lookForMaintenanceFile = async (path: string): Promise<MaintenanceLook> => {
  try {
    return { kind: 'present', forMs: ageOf(await statPath(path)) }
  } catch (error) {
    const reason = errorCode(error)
    return reason === 'ENOENT' || reason === 'ENOTDIR' ? { kind: 'absent' } : { kind: 'unknown', reason }
  }
}

/** Whether it is a folder, which nobody removes to end a maintenance; never rejects. */
export const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await statPath(path)).isDirectory()
  } catch {
    return false
  }
}

/** Returns how to look again, one look at a time: to what is found, if that is something else than before. */
export const watchMaintenanceFile = (path: string): (() => Promise<MaintenanceLook | undefined>) => {
  let before: MaintenanceLook | undefined
  let absentAt = Number.NEGATIVE_INFINITY
  return async () => {
    const begunAt = performance.now()
    const found = await lookForMaintenanceFile(path)
    const news = isSame(before, found) ? undefined : noOlderThan(absentAt, found)
    if (found.kind === 'absent') absentAt = begunAt
    before = found
    return news
  }
}

const isSame = (one: MaintenanceLook | undefined, other: MaintenanceLook): boolean =>
  one?.kind === other.kind && (one.kind !== 'unknown' || other.kind !== 'unknown' || one.reason === other.reason)

// A file that is renamed, or copied with its times, is older than the order that it is.
const noOlderThan = (absentAt: number, look: MaintenanceLook): MaintenanceLook =>
  look.kind === 'present' ? { ...look, forMs: Math.min(look.forMs, performance.now() - absentAt) } : look

// The one place where the wall clock counts: a successor must learn when the order was given. What changes a name changes ctime only.
const ageOf = ({ mtimeMs, ctimeMs }: Stats): number => Math.max(0, Date.now() - Math.max(mtimeMs, ctimeMs))
