// How is another configuration, or the one before, brought to the running processes, and what came of it?

import { print, printResult } from '../io/print.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { isFields } from '../values/fields.ts'
import { author, exits } from './order.ts'
import { askProcesses } from './processes.ts'

/** Which process; without one all are told. */
export type Choice = { readonly socket?: string; readonly process?: string }

/** A file of a thousand services takes a while. */
const withinMs = 6000

/** Resolves to the exit status: 0 done, 1 where some process could not be told, 2 refused, 3 nobody there, 78 where the file is broken. */
export const bring = async (
  choice: Choice,
  route: 'POST /v1/reload' | 'POST /v1/confirm' | 'POST /v1/undo',
  more: object,
): Promise<number> => {
  const { answered, troubles } = await askProcesses(choice, route, { body: { author: author(process.env), ...more }, withinMs })
  const running = troubles.filter(({ kind }) => kind !== 'left behind')
  if (answered.length === 0) {
    await print(
      'stderr',
      troubles.map(({ line }) => line),
    )
    return exits.nobody
  }
  const results = answered.map(({ name, status, body }) => ({
    status,
    lines: linesOf(body).map((line) => (answered.length > 1 ? `${name}: ${line}` : line)),
  }))
  await print('stderr', [...results.flatMap(({ status, lines }) => (status === 200 ? [] : lines)), ...running.map(({ line }) => line)])
  const worst = Math.max(...results.map(({ status }) => statusOf(status)), running.length > 0 ? exits.notYet : exits.done)
  return printResult(
    results.flatMap(({ status, lines }) => (status === 200 ? lines : [])),
    worst,
  )
}

const statusOf = (status: number): number => (status === 200 ? exits.done : status === 422 ? exitMisconfigured : exits.refused)

const linesOf = (body: unknown): readonly string[] => {
  if (!isFields(body)) return ['it answered something else than expected']
  if (typeof body.error === 'string') return [body.error]
  const lines = Array.isArray(body.lines) ? body.lines.map(String) : []
  return typeof body.deadline === 'number' ? [...lines, `goes back at ${new Date(body.deadline).toISOString()} unless you confirm`] : lines
}
