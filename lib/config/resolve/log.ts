// What is logged, and how, also where the rest of the configuration cannot be used?
import * as v from 'valibot'
import type { LogConfig } from '../config.ts'
import { logEntries } from '../schema/schema.ts'

/** Where nothing is said. */
export const defaultLog: LogConfig = { level: 'info', format: 'text' }

/** As much as a tree with mistakes says of it. */
export const readableLog = (tree: unknown): LogConfig => v.parse(configuration, tree).log

const readable = <const Schema extends v.GenericSchema, const Default extends v.InferOutput<Schema>>(schema: Schema, otherwise: Default) =>
  v.optional(v.fallback(schema, otherwise), otherwise)

const log = v.object({
  level: readable(logEntries.level, defaultLog.level),
  format: readable(logEntries.format, defaultLog.format),
})

const configuration = v.fallback(v.object({ log: readable(log, defaultLog) }), { log: defaultLog })
