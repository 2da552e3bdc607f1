// Where is recorded what happens, and from when on?
import { join } from 'node:path'
import type { RecordConfig } from '../config/config.ts'
import type { Event } from '../engine/event.ts'
import type { State } from '../engine/state.ts'
import type { Logger } from '../io/logger.ts'
import type { Recorder } from './record.ts'

/** By then what is healthy is announced, which the loading of all this would delay. */
const begunAfterMs = 50

/** Events that wait for that; more mean that loading hangs, and the record begins after them. */
const mostWaiting = 1000

type Wish = {
  readonly config: 'off' | RecordConfig
  /** Of the process. */
  readonly name: string
  /** Another process that runs has the same name. */
  readonly isTwin: boolean
  readonly standalone: boolean
  readonly log: Logger
}

/** Records into the file that was configured, else into one where logs lie. Events wait until that is found, and all that it takes is loaded. */
export const recordEvents = (wish: Wish): Recorder => {
  if (wish.config === 'off' || (wish.standalone && wish.config.file === undefined)) return nothing
  const waiting: (readonly [Event, State])[] = []
  let record = (event: Event, state: State): void => {
    if (waiting.push([event, state]) > mostWaiting) waiting.length = 0
  }
  let path: string | undefined
  let begun: Promise<Recorder | undefined> | undefined
  const begin = async (): Promise<Recorder | undefined> => {
    const recorder = await openRecorder(wish).catch((error: unknown) => {
      tell(wish.log, 'warn', `nothing is recorded for explain, routes are not affected: ${error instanceof Error ? error.message : error}`)
      return undefined
    })
    record = recorder?.record ?? nothing.record
    path = recorder?.path()
    for (const [event, state] of waiting.splice(0)) record(event, state)
    return recorder
  }
  const whenBegun = (): Promise<Recorder | undefined> => {
    clearTimeout(timer)
    begun ??= begin()
    return begun
  }
  const timer = setTimeout(() => void whenBegun(), begunAfterMs)
  return { path: () => path, record: (event, state) => record(event, state), flushed: async () => (await whenBegun())?.flushed() }
}

const nothing: Recorder = { path: () => undefined, record: () => {}, flushed: async () => {} }

const openRecorder = async ({ config, name, isTwin, standalone, log }: Wish): Promise<Recorder | undefined> => {
  if (config === 'off') return undefined
  const file = config.file ?? (await defaultFile(name, isTwin, log))
  if (file === undefined) return undefined
  const { startRecord } = await import('./record.ts')
  return startRecord({ ...config, file }, standalone, log)
}

const defaultFile = async (name: string, isTwin: boolean, log: Logger): Promise<string | undefined> => {
  const { findLogFolder, recordName } = await import('../io/log-folder.ts')
  const { path, reason } = await findLogFolder(process.env)
  if (reason === undefined && !isTwin) return join(path, recordName(name))
  const why = isTwin
    ? `process ${name} runs already and may record; give each process a state-file of its own`
    : `${path} cannot be written (${reason}); make it, for the user of this process, or say record: off`
  tell(log, 'info', `nothing is recorded for explain: ${why}`)
  return undefined
}

const tell = (log: Logger, level: 'info' | 'warn', message: string): void => log({ level, message, fields: { event: 'record' } })
