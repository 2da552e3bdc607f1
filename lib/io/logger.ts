// How do log lines reach stderr?
import { fstatSync } from 'node:fs'
import winston from 'winston'
import type { LogLevel } from '../config/config.ts'
import type { LogLine } from '../report/line.ts'
import { printable, printableJson } from '../report/printable.ts'

export type Logger = (line: LogLine) => void

/** How much may wait for a reader of stderr that does not read; further lines are lost rather than kept in memory. */
const mostWaitingBytes = 1024 * 1024

/**
 * Logs to stderr, which ExaBGP hands on to its own; stdout belongs to ExaBGP. Each line has the time that is given with it. Control characters
 * are escaped. A reader that is gone or stuck costs only its log.
 */
export const createLogger = (level: LogLevel, format: 'text' | 'json'): ((line: LogLine, time: Date) => void) => {
  process.stderr.on('error', () => {})
  const written = format === 'json' ? printableJson : text
  const logger = winston.createLogger({
    level,
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    format: winston.format.printf(isJournal() ? (line) => `${priorities[line.level]}${written(line)}` : written),
    transports: [new winston.transports.Stream({ stream: process.stderr })],
  })
  return ({ level, message, fields }, time) => {
    const timestamp = time.toISOString()
    if (process.stderr.writableLength < mostWaitingBytes) logger.log({ level, message, ...(format === 'json' ? fields : {}), timestamp })
  }
}

const text = ({ timestamp, level, message }: winston.Logform.TransformableInfo): string =>
  `${timestamp} exabgp-haproxy ${level}: ${printable(String(message))}`

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
