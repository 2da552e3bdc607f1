// How is something logged where the logging library cannot be loaded, for want of files, say?
import type { LogLevel } from '../config/values/log-level.ts'
import type { LogLine } from '../log/line.ts'
import { printable, printableJson } from '../log/printable.ts'

const levels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug']

/** The same lines as the library's, without the journal's priorities. */
export const createPlainLogger = (least: LogLevel, format: 'text' | 'json'): ((line: LogLine, time: Date) => void) => {
  process.stderr.on('error', () => {})
  return ({ level, message, fields }, time) => {
    if (levels.indexOf(level) > levels.indexOf(least)) return
    const timestamp = time.toISOString()
    const json = () => printableJson({ level, message, ...fields, timestamp })
    process.stderr.write(`${format === 'json' ? json() : `${timestamp} exabgp-haproxy ${level}: ${printable(message)}`}\n`)
  }
}
