// How is something logged before the logging library is loaded?
import type { LogConfig } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import type { LogLine } from '../report/line.ts'

export type Log = {
  readonly write: Logger
  /** Resolves when all lines so far have been handed to stderr. */
  readonly flushed: () => Promise<void>
}

/** Lines wait until the library is there; loading it never delays an announcement. */
export const openLog = ({ level, format }: LogConfig): Log => {
  const waiting: LogLine[] = []
  let logger: Logger | undefined
  const loaded = new Promise<void>((resolve) => setImmediate(resolve))
    .then(() => import('../io/logger.ts'))
    .then(({ createLogger }) => {
      logger = createLogger(level, format)
      for (const line of waiting) logger(line)
    })
  return {
    write: (line) => {
      if (logger === undefined) waiting.push(line)
      else logger(line)
    },
    flushed: () => loaded,
  }
}
