// How is an order brought to the processes whose services it is about, and what came of it?
import { nearest } from '../config/problems/nearest.ts'
import type { Leaving, Leavings } from '../status/leaving.ts'
import { isFields } from '../values/fields.ts'
import { askProcesses } from './processes.ts'

/** What the command line says: services, or all; and which process, if not every one. */
export type Order = {
  readonly services: readonly string[]
  readonly all: boolean
  readonly socket?: string
  readonly process?: string
  /** Only processes that systemd started with the same unit at the same time. */
  readonly invocation?: string
}

/** The order was carried out; it was taken, and is not carried out yet; it was refused; nobody was there to take it. */
export const exits = { done: 0, notYet: 1, refused: 2, nobody: 3 } as const

/** `nobody`: no process runs, or none that can be told. */
type Refused = { readonly kind: 'refused' | 'nobody'; readonly lines: readonly string[]; readonly runs?: boolean }

/** What processes answered, each with its socket. */
export type Taken = {
  readonly kind: 'taken'
  readonly answers: readonly { readonly socket: string; readonly body: OrderReply }[]
  /** Why processes without a configuration were not told. */
  readonly idle: readonly string[]
  /** Of processes that run and could not be told. */
  readonly untold: readonly string[]
}

/** `unkept`: why a successor would not know of it. `former`: which services had been ordered anything before, and what; a process before 0.2 tells nothing of that. */
export type OrderReply = Leavings & { readonly unkept?: string; readonly former?: readonly Pick<Leaving, 'service' | 'orders'>[] }

/** An order is written down before it is answered. */
const orderWithinMs = 6000

type Route = 'POST /v1/drain' | 'POST /v1/resume' | 'POST /v1/check'

/** Each service belongs to the process that has it; nothing is ordered where one of them belongs to none that answers. */
export const give = async ({ services, all, invocation, ...choice }: Order, route: Route, more: object): Promise<Taken | Refused> => {
  if (all === services.length > 0) return refused(all ? 'name services, or say --all, not both' : 'name a service, or say --all')
  const found = await askProcesses(choice, 'GET /v1/orders')
  const running = found.troubles.filter(({ kind }) => !['none', 'absent', 'left behind'].includes(kind)).map(({ line }) => line)
  if (found.answered.length === 0) return { kind: 'nobody', lines: found.troubles.map(({ line }) => line), runs: running.length > 0 }
  const ours = found.answered.filter(({ body }) => invocation === undefined || (body as { invocation?: string }).invocation === invocation)
  if (ours.length === 0) return { kind: 'nobody', lines: ['no process of this unit was found', ...running], runs: running.length > 0 }
  const idle = ours.flatMap(({ name, body }) => idleLine(name, body))
  const able = ours.filter(({ name, body }) => idleLine(name, body).length === 0)
  if (able.length === 0) return { kind: 'nobody', lines: [...idle, ...running], runs: running.length > 0 }
  const owners = able.map(({ socket, others, body }) => ({ sockets: [socket, ...others], names: namesIn(body as Leavings) }))
  const known = owners.flatMap(({ names }) => names)
  const strangers = services.filter((name) => !known.includes(name))
  if (strangers.length > 0) return nobodyHas(strangers, known, [...idle, ...running])
  const bodyFor = (names: readonly string[]) => ({
    ...(all ? { all } : { services: services.filter((name) => names.includes(name)) }),
    ...more,
  })
  const concerned = owners.filter(({ names }) => all || services.some((name) => names.includes(name)))
  return tellAll(
    concerned.map(({ sockets, names }) => ({ sockets, body: bodyFor(names) })),
    route,
    all ? { idle, untold: running } : { idle: [], untold: [] },
  )
}

// One that waits for its first valid configuration announces nothing, and takes no order.
const idleLine = (name: string, body: unknown): readonly string[] =>
  isFields(body) && typeof body.unconfigured === 'string' ? [`${name}: ${body.unconfigured}`] : []

type Telling = { readonly sockets: readonly string[]; readonly body: object }

// One after the other; whoever cannot be told keeps nobody else from it.
const tellAll = async (tellings: readonly Telling[], route: Route, others: Pick<Taken, 'idle' | 'untold'>): Promise<Taken | Refused> => {
  const answers: { socket: string; body: OrderReply }[] = []
  const untold = [...others.untold]
  for (const telling of tellings) {
    const told = await tell(telling, route)
    if ('socket' in told) answers.push(told)
    else if (told.kind === 'refused' && answers.length === 0) return told
    else untold.push(...told.lines)
  }
  return answers.length === 0 ? { kind: 'nobody', lines: untold, runs: true } : { kind: 'taken', answers, idle: others.idle, untold }
}

// A socket for reading only takes no orders; another one of the same process does.
const tell = async (
  { sockets, body }: Telling,
  route: Route,
): Promise<Refused | { readonly socket: string; readonly body: OrderReply }> => {
  const lines: string[] = []
  for (const socket of sockets) {
    const { answered, troubles } = await askProcesses({ socket }, route, { body, withinMs: orderWithinMs })
    const [answer] = answered
    if (answer?.status === 200) return { socket, body: answer.body as OrderReply }
    const error = (answer?.body as { error?: string } | undefined)?.error
    if (answer !== undefined && answer.status < 500) return refused(error ?? `${socket} answers ${answer.status}`)
    lines.push(...troubles.map(({ line }) => line), ...(answer === undefined ? [] : [`${socket} answers ${answer.status}: ${error}`]))
  }
  return { kind: 'nobody', lines }
}

const namesIn = ({ services }: Leavings): readonly string[] => services.map(({ service }) => service)

// One that does not answer may have it.
const nobodyHas = (strangers: readonly string[], known: readonly string[], running: readonly string[]): Refused =>
  running.length === 0
    ? { kind: 'refused', lines: strangers.map((name) => unknownService(name, known)) }
    : { kind: 'nobody', lines: [...strangers.map((name) => `no process that answers has the service "${name}"`), ...running], runs: true }

/** What went wrong beside what was taken: a successor would not know of it, or a process could not be told. */
export const wrongsOf = ({ answers, idle, untold }: Taken, withoutSuccessor: string): readonly string[] => [
  ...answers.flatMap(({ body: { unkept } }) => (unkept === undefined ? [] : [`${withoutSuccessor}: ${unkept}`])),
  ...idle,
  ...untold,
]

/** Who says so. */
export const author = (env: NodeJS.ProcessEnv): string => (env.SUDO_USER || env.USER || 'root').slice(0, 100)

/** Where a service stands, in one line. */
export const standingLine = ({ service, state, left, withdrawn, withdrawAt, orders }: Leaving): string => {
  const file = orders.find(({ by }) => by === 'file')?.file
  const held = file === undefined ? '' : `; the file ${file} is there`
  if (withdrawn) return `${service}: withdrawn${held}`
  if (withdrawAt !== undefined) return `${service}: draining, withdrawn at ${new Date(withdrawAt).toISOString()} at the latest${held}`
  return `${service}: ${state}${left.length === 0 ? '' : `, announcing ${left.join(', ')}`}${held}`
}

const refused = (line: string): Refused => ({ kind: 'refused', lines: [line] })

const unknownService = (name: string, known: readonly string[]): string => {
  const meant = nearest(name, known)
  return `there is no service "${name}"${meant === undefined ? `; there are ${[...new Set(known)].join(', ')}` : `. Did you mean "${meant}"?`}`
}
