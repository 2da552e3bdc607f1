// How do log lines reach stderr?
import { fstatSync } from 'node:fs'
import winston from 'winston'
import type { LogLevel } from '../config/values/log-level.ts'
import type { LogLine } from '../log/line.ts'
import { printable, printableJson } from '../log/printable.ts'
import { isOneScreen, paint, type Terminal, terminal } from './terminal.ts'

export type Logger = (line: LogLine) => void

/** How much may wait for a reader of stderr that does not read; further lines are lost rather than kept in memory. */
const mostWaitingBytes = 1024 * 1024

/**
 * Logs to stderr, which ExaBGP hands on to its own; stdout belongs to ExaBGP. Each line has the time that is given with it. Control characters
 * are escaped. A reader that is gone or stuck costs only its log.
 */
export const createLogger = (level: LogLevel, format: 'text' | 'json'): ((line: LogLine, time: Date) => void) => {
  process.stderr.on('error', () => {})
  const written = format === 'json' ? printableJson : textFor(terminal('stderr'))
  // In a terminal the command itself stands beside the log.
  const isEcho = isOneScreen()
  const logger = winston.createLogger({
    level,
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    format: winston.format.printf(isJournal() ? (line) => `${priorities[line.level]}${written(line)}` : written),
    transports: [new winston.transports.Stream({ stream: process.stderr })],
  })
  return ({ level, message, fields }, time) => {
    if (isEcho && fields.event === 'sent') return
    const timestamp = time.toISOString()
    if (process.stderr.writableLength < mostWaitingBytes) logger.log({ level, message, ...(format === 'json' ? fields : {}), timestamp })
  }
}

const textFor =
  (reader: Terminal) =>
  ({ timestamp, level, message }: winston.Logform.TransformableInfo): string => {
    const text = `exabgp-haproxy ${level}: ${printable(String(message))}`
    const style = styles[level]
    return `${paint('dim', String(timestamp), reader)} ${style === undefined ? text : paint(style, text, reader)}`
  }

const styles: Readonly<Record<string, 'red' | 'yellow' | 'dim'>> = { error: 'red', warn: 'yellow', debug: 'dim' }

// As sd-daemon(3) has it; journald takes it off the line, so that JSON stays JSON there.
const priorities: Readonly<Record<string, string>> = { error: '<3>', warn: '<4>', info: '<6>', debug: '<7>' }

/** Whether stderr is the journal's own (systemd.exec(5), JOURNAL_STREAM), and not a file or pipe that somebody put in its place. */
const isJournal = (): boolean => {
  try {
    const { dev, ino } = fstatSync(2, { bigint: true })
    return process.env.JOURNAL_STREAM === `${dev}:${ino}`
  } catch {
    return false
  }
}
