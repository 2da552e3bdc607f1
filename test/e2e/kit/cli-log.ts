// What did our process log, among everything else on ExaBGP's stderr?
import * as v from 'valibot'
import type { LogLine } from './log-file.ts'

/** A line of `--log-format json`; `at` is when it was read, in milliseconds since the epoch. */
export type CliLine = {
  readonly at: number
  readonly level: string
  readonly message: string
  readonly service?: string | undefined
  readonly fields: Readonly<Record<string, unknown>>
}

/** The log line of ours that this is, or nothing. */
export const cliLineIn = ({ at, text }: LogLine): CliLine[] => {
  if (!text.startsWith('{')) return []
  const line = v.safeParse(v.pipe(v.string(), v.parseJson(), lineSchema), text)
  return line.success
    ? [{ at, level: line.output.level, message: line.output.message, service: line.output.service, fields: line.output }]
    : []
}

const lineSchema = v.looseObject({ level: v.string(), message: v.string(), service: v.optional(v.string()) })
