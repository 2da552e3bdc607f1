// Is a maintenance file there?
import { type Stats, stat, statSync, unwatchFile, watchFile } from 'node:fs'

/** How often a file is looked at; a look never blocks the process. */
const lookEveryMs = 500

/** Tells for how long the file has been there (milliseconds since its last change; undefined where it is not): now, and whenever that may have changed. Returns how to stop. */
export const watchMaintenanceFile = (path: string, onLook: (forMs: number | undefined) => void): (() => void) => {
  const look = () => stat(path, (error, found) => onLook(error === null ? ageOf(found) : undefined))
  watchFile(path, { interval: lookEveryMs, persistent: false }, look)
  look()
  return () => unwatchFile(path, look)
}

/** The same, once; a missing file and one that cannot be looked at are the same. */
export const lookForMaintenanceFile = (path: string): number | undefined => {
  try {
    return ageOf(statSync(path))
  } catch {
    return undefined
  }
}

// The one place where the wall clock counts: a successor must learn when the order was given.
const ageOf = ({ mtimeMs }: Stats): number => Math.max(0, Date.now() - mtimeMs)
