// What do the processes on this machine say of themselves?
import * as v from 'valibot'
import { snapshotSchema } from '../../status/schema/snapshot.ts'
import type { Snapshot } from '../../status/snapshot.ts'
import { askProcesses } from '../processes.ts'
import type { Whom } from './question.ts'

export type Told = {
  readonly snapshots: readonly Snapshot[]
  /** The same as they were answered, with what this version does not know. */
  readonly answers: readonly unknown[]
  /** Why others did not answer, a line each. */
  readonly troubles: readonly string[]
  /** Those of them that are no process any more, only its socket. */
  readonly leftBehind: readonly string[]
}

/** A process answers a second after it was asked for a change, if there is none. */
const changeWithinMs = 3000

/** `after`: not before something has changed since that number, or a second has passed. */
export const askStatus = async ({ services, ...choice }: Whom, after?: number): Promise<Told> => {
  const { answered, troubles } = await (after === undefined
    ? askProcesses(choice, 'GET /v1/status')
    : askProcesses(choice, `GET /v1/status?after=${after}`, { withinMs: changeWithinMs }))
  const read = answered.map(({ socket, status, body }) => ({ socket, status, body, snapshot: v.safeParse(snapshotSchema, body) }))
  const whole = read.flatMap(({ body, snapshot }) => (snapshot.success ? [{ body, snapshot: snapshot.output }] : []))
  const strangers = read
    .filter(({ snapshot }) => !snapshot.success)
    .map(({ socket, status }) => `${socket}: an answer of another version (HTTP ${status})`)
  return {
    snapshots: whole.map(({ snapshot }) => chosen(snapshot, services)),
    answers: whole.map(({ body }) => body),
    troubles: [...troubles.map(({ line }) => line), ...strangers],
    leftBehind: troubles.filter(({ kind }) => kind === 'left behind').map(({ line }) => line),
  }
}

const chosen = (snapshot: Snapshot, names: readonly string[]): Snapshot =>
  names.length === 0 ? snapshot : { ...snapshot, services: snapshot.services.filter(({ name }) => names.includes(name)) }

/** Services that were asked for and that no process has. */
export const strangersIn = ({ snapshots }: Told, { services }: Whom): readonly string[] =>
  snapshots.length === 0 ? [] : services.filter((wanted) => !snapshots.some(({ services }) => services.some(({ name }) => name === wanted)))
