// How does what `step` sees get into the record, at no risk to anything else?
import { randomUUID } from 'node:crypto'
import packageJson from '../../package.json' with { type: 'json' }
import type { RecordConfig } from '../config/config.ts'
import type { Event } from '../engine/event.ts'
import type { State } from '../engine/state.ts'
import { now } from '../io/clock.ts'
import type { Logger } from '../io/logger.ts'
import { openRecordFile } from '../io/record-file.ts'
import { encodeEvent, encodeHeader } from '../record/record.ts'
import { seconds } from '../values/span.ts'

export type Recorder = {
  /** Undefined where nothing is recorded, or not yet. */
  readonly path: () => string | undefined
  readonly record: (event: Event, state: State) => void
  /** Lets go of the file; resolves when what was recorded is in it, or cannot get there. */
  readonly flushed: () => Promise<void>
}

/** A full disk is asked again after this time. */
const retryAfterMs = 60_000

/** Whatever goes wrong costs the record only, and is said once. */
export const startRecord = (target: Required<RecordConfig>, standalone: boolean, log: Logger): Recorder => {
  const run = randomUUID()
  const say = (level: 'info' | 'warn' | 'error', message: string) => log({ level, message, fields: { event: 'record', file: target.file } })
  const file = openRecordFile(target, troubleTeller(target, say), retryAfterMs)
  let piece = 0
  let broken = false
  return {
    path: () => target.file,
    record: (event, state) => {
      if (broken) return
      try {
        file.append(encodeEvent(event), (begins) =>
          encodeHeader({
            version: packageJson.version,
            run,
            piece: piece++,
            begins,
            time: Math.round(Date.now() - (now() - event.at)),
            at: event.at,
            standalone,
            state,
          }),
        )
      } catch (error) {
        broken = true
        say(
          'error',
          `internal error, nothing is recorded any more, routes are not affected: ${error instanceof Error ? error.stack : error}`,
        )
      }
    },
    flushed: file.close,
  }
}

const troubleTeller = ({ file }: Required<RecordConfig>, say: (level: 'info' | 'warn', message: string) => void) => ({
  onTrouble: (reason: string, againAfterMs: number) =>
    say(
      'warn',
      `${file} cannot be written (${reason}): events are not recorded, routes are not affected; trying again every ${seconds(againAfterMs)}`,
    ),
  onRecovered: () => say('info', `${file} can be written again: events are recorded; those in between are missing`),
})
