// How is an order brought to the processes whose services it is about, and what came of it?
import { nearest } from '../config/problems/nearest.ts'
import type { Leaving, Leavings } from '../status/leaving.ts'
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
  /** Of processes that run and could not be told. */
  readonly untold: readonly string[]
}

/** `unkept`: why a successor would not know of it. */
export type OrderReply = Leavings & { readonly unkept?: string }

/** An order is written down before it is answered. */
const orderWithinMs = 6000

/** Each service belongs to the process that has it; nothing is ordered where one of them belongs to none. */
export const give = async (
  { services, all, invocation, ...choice }: Order,
  route: 'POST /v1/drain' | 'POST /v1/resume' | 'POST /v1/check',
  more: object,
): Promise<Taken | Refused> => {
  if (all === services.length > 0) return refused(all ? 'name services, or say --all, not both' : 'name a service, or say --all')
  const found = await askProcesses(choice, 'GET /v1/orders')
  const running = found.troubles.filter(({ kind }) => !['none', 'absent', 'left behind'].includes(kind))
  if (found.answered.length === 0) return { kind: 'nobody', lines: found.troubles.map(({ line }) => line), runs: running.length > 0 }
  const ours = found.answered.filter(({ body }) => invocation === undefined || (body as { invocation?: string }).invocation === invocation)
  if (ours.length === 0) return { kind: 'nobody', lines: ['no process of this unit was found'] }
  const owners = ours.map(({ socket, body }) => ({ socket, names: (body as Leavings).services.map(({ service }) => service) }))
  const known = owners.flatMap(({ names }) => names)
  const strangers = services.filter((name) => !known.includes(name))
  if (strangers.length > 0) return { kind: 'refused', lines: strangers.map((name) => unknownService(name, known)) }
  const answers: { socket: string; body: OrderReply }[] = []
  for (const { socket, names } of owners) {
    const own = services.filter((name) => names.includes(name))
    if (!all && own.length === 0) continue
    const { answered, troubles } = await askProcesses({ socket }, route, {
      body: { ...(all ? { all } : { services: own }), ...more },
      withinMs: orderWithinMs,
    })
    const [answer] = answered
    if (answer === undefined) return { kind: 'nobody', lines: troubles.map(({ line }) => line), runs: true }
    if (answer.status !== 200) return refused((answer.body as { error?: string }).error ?? `it answers ${answer.status}`)
    answers.push({ socket, body: answer.body as OrderReply })
  }
  return { kind: 'taken', answers, untold: all ? running.map(({ line }) => line) : [] }
}

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
  return `there is no service "${name}"${meant === undefined ? `; there are ${known.join(', ')}` : `. Did you mean "${meant}"?`}`
}
