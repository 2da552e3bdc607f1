// How many users kept their connection through a change, and how many would have by a plain multipath route?
import { exact, type Result, reported } from '../kit/results.ts'
import type { Crowd, User } from './crowd.ts'
import { plainly } from './kernel.ts'
import { type Balancer, vip } from './topology.ts'
import type { World } from './world.ts'

/** The users who were served when a change began, and where FRR's route alone would have sent them. */
type Before = { readonly users: readonly User[]; readonly plain: ReadonlyMap<number, string> }

/** Looks at these crowds before a change. */
export const before = async (world: World, crowds: readonly Crowd[]): Promise<Before> => {
  const users = await everyone(crowds)
  return { users, plain: await plainly(world.upstream.namespace, users.map(portOf)) }
}

/** `now`: the users after the change. Everyone who was served by one of `balancers` is served by it still. */
export const allKept = (phase: string, what: string, { users }: Before, now: readonly User[], balancers: readonly Balancer[]): Result => {
  const concerned = users.filter(({ balancer, lost }) => lost === undefined && balancers.some(({ name }) => name === balancer))
  const kept = concerned.filter(({ port, balancer }) =>
    now.some((it) => it.port === port && it.balancer === balancer && it.lost === undefined),
  )
  return exact(
    phase,
    `${what} who keep their connection`,
    `${concerned.length} of ${concerned.length}`,
    `${kept.length} of ${concerned.length}`,
  )
}

/** After the change: what FRR's own route, without the resilient group, would have done to those whose load balancer stays. */
export const keptPlainly = async (phase: string, world: World, { users, plain }: Before, staying: readonly Balancer[]): Promise<Result> => {
  const concerned = users.map(portOf).filter((port) => staying.some(({ name }) => name === plain.get(port)))
  const now = await plainly(world.upstream.namespace, concerned)
  const kept = concerned.filter((port) => now.get(port) === plain.get(port))
  return reported(phase, 'by a plain multipath route, at the most', `${kept.length} of ${concerned.length}`)
}

/** The requests of the newcomers since `since` that got no answer. */
export const lostRequests = (phase: string, { client }: World, since: number): Result => {
  const lost = client.replies().filter(({ at, answer }) => at >= since && answer === undefined)
  return exact(phase, `new connections to ${vip} lost`, '0', String(lost.length))
}

/** `lb1 lb2`: those that serve someone. */
export const servedBy = (users: readonly User[]): string => [...new Set(users.map(({ balancer }) => balancer))].sort().join(' ')

/** Everyone of these crowds who was ever served, with news that are no older than the question. */
export const everyone = async (crowds: readonly Crowd[]): Promise<User[]> =>
  (await Promise.all(crowds.map((crowd) => crowd.users()))).flat()

const portOf = ({ port }: User): number => port
