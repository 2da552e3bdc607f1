// How is something logged before the logging library is loaded?
import type { LogConfig } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import { createPlainLogger } from '../io/plain-log.ts'
import { stderrFlushed } from '../io/stderr.ts'
import type { LogLine } from '../log/line.ts'

export type Log = {
  readonly write: Logger
  /** Resolves when all lines so far have left the process, which may be never. */
  readonly flushed: () => Promise<void>
  /** Logs as this says from now on. */
  readonly follow: (config: LogConfig) => void
}

/** By then what is healthy is announced, which the loading of the library would delay by 10 ms; what is killed before leaves no line. */
const loadedAfterMs = 50

/** Lines wait until the library is there, each with its own time; whoever waits for them has it loaded at once. */
export const openLog = (config: LogConfig): Log => {
  let { level, format } = config
  const waiting: { readonly line: LogLine; readonly time: Date }[] = []
  let log = (line: LogLine, time: Date): unknown => waiting.push({ line, time })
  let loading: Promise<void> | undefined
  let create: typeof createPlainLogger | undefined
  const load = async (): Promise<void> => {
    clearTimeout(timer)
    create = await import('../io/logger.ts').then(
      ({ createLogger }) => createLogger,
      () => createPlainLogger, // what could not be loaded once, Node 20 never tries again
    )
    log = create(level, format)
    for (const { line, time } of waiting) log(line, time)
  }
  const loaded = (): Promise<void> => {
    loading ??= load()
    return loading
  }
  const timer = setTimeout(loaded, loadedAfterMs)
  return {
    write: (line) => log(line, new Date()),
    flushed: () => loaded().then(stderrFlushed),
    follow: (next) => {
      ;({ level, format } = next)
      if (create !== undefined) log = create(level, format)
    },
  }
}
