// How is another configuration, or the one before, brought to the running processes, and what came of it?

import { print, printResult } from '../io/print.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { isFields } from '../values/fields.ts'
import { author, exits } from './order.ts'
import { askProcesses } from './processes.ts'

/** Which process; without one all are told. */
export type Choice = { readonly socket?: string; readonly process?: string }

/**
 * `status`: 0 done, 1 where some process could not be told, 2 refused, 3 nobody there, 78 where the file is broken. `done`: who did it;
 * `loadedAt`: when the configuration that is in force there was loaded, in milliseconds since 1970.
 */
type Brought = { readonly status: number; readonly done: readonly Follower[] }

export type Follower = { readonly socket: string; readonly name: string; readonly loadedAt: number | undefined }

type Route = 'POST /v1/reload' | 'POST /v1/confirm' | 'POST /v1/undo'

/** A file of a thousand services takes a while, on a busy machine many seconds; the process answers within 30 s. */
const withinMs = 32_000

/** Resolves when what came of it is printed. */
export const bring = async (choice: Choice, route: Route, more: object): Promise<Brought> => {
  const { answered, troubles } = await askProcesses(choice, route, { body: { author: author(process.env), ...more }, withinMs })
  const running = troubles.filter(({ kind }) => kind !== 'left behind')
  if (answered.length === 0) {
    await print(
      'stderr',
      troubles.map(({ line }) => line),
    )
    return { status: exits.nobody, done: [] }
  }
  const results = answered.map(({ socket, name, status, body }) => ({
    done: status === 200 ? [{ socket, name, loadedAt: loadedAtIn(body) }] : [],
    status,
    lines: linesOf(body).map((line) => (answered.length > 1 ? `${name}: ${line}` : line)),
  }))
  await print('stderr', [...results.flatMap(({ status, lines }) => (status === 200 ? [] : lines)), ...running.map(({ line }) => line)])
  const worst = Math.max(...results.map(({ status }) => statusOf(status)), running.length > 0 ? exits.notYet : exits.done)
  const status = await printResult(
    results.flatMap(({ status, lines }) => (status === 200 ? lines : [])),
    worst,
  )
  return { status, done: results.flatMap(({ done }) => done) }
}

// Of what was not answered nobody knows whether it was done.
const statusOf = (status: number): number => {
  if (status === 200) return exits.done
  if (status >= 500) return exits.notYet
  return status === 422 ? exitMisconfigured : exits.refused
}

const loadedAtIn = (body: unknown): number | undefined => (isFields(body) && typeof body.loadedAt === 'number' ? body.loadedAt : undefined)

const linesOf = (body: unknown): readonly string[] => {
  if (!isFields(body)) return ['it answered something else than expected']
  if (typeof body.error === 'string') return [body.error]
  const lines = Array.isArray(body.lines) ? body.lines.map(String) : []
  return typeof body.deadline === 'number' ? [...lines, `goes back at ${new Date(body.deadline).toISOString()} unless you confirm`] : lines
}
