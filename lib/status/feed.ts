// What has happened lately, in the words of the log?
import type { LogLine } from '../log/line.ts'

export type Happened = {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly level: LogLine['level']
  /** The word that the log has for it, such as `verdict` or `sent`. */
  readonly event: string
  readonly text: string
}

const most = 400
const longest = 500

/** The newest lines of the log that are not debug. */
export class Feed {
  #happened: Happened[] = []

  take({ level, message, fields }: LogLine, time: number): void {
    if (level === 'debug') return
    this.#happened.push({ time, level, event: String(fields.event), text: message.slice(0, longest) })
    if (this.#happened.length > most * 2) this.#happened = this.#happened.slice(-most)
  }

  /** The newest first. */
  get newest(): readonly Happened[] {
    return this.#happened.slice(-most).toReversed()
  }
}
