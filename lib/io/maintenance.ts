// Is a maintenance file there?
import { stat, unwatchFile, watchFile } from 'node:fs'

/** How often a file is looked at; a look never blocks the process. */
const lookEveryMs = 500

/** Tells whether the file is there: now, and whenever that may have changed. Returns how to stop. */
export const watchMaintenanceFile = (path: string, onLook: (present: boolean) => void): (() => void) => {
  const look = () => stat(path, (error) => onLook(error === null))
  watchFile(path, { interval: lookEveryMs, persistent: false }, look)
  look()
  return () => unwatchFile(path, look)
}
