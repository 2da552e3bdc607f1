// How do log lines reach stderr?
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
  const logger = winston.createLogger({
    level,
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    format: format === 'json' ? json : text,
    transports: [new winston.transports.Stream({ stream: process.stderr })],
  })
  return ({ level, message, fields }, time) => {
    const timestamp = time.toISOString()
    if (process.stderr.writableLength < mostWaitingBytes) logger.log({ level, message, ...(format === 'json' ? fields : {}), timestamp })
  }
}

const text = winston.format.printf(({ timestamp, level, message }) => `${timestamp} exabgp-haproxy ${level}: ${printable(String(message))}`)

const json = winston.format.printf(printableJson)
