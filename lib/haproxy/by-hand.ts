// Were the servers of a backend taken away by hand, or did they fail?
import type { Circumstances } from '../health/evidence.ts'
import { awayOf } from './agents.ts'
import type { ServerRow, Snapshot } from './snapshot.ts'
import { isAgentsOrder, isAwaitingName, serverState, takesRequests } from './status.ts'
import { withTracked } from './tracking.ts'

/** Which servers took requests when one of their backend last did, and whether one of them has failed since. */
export type Served = { readonly servers: ReadonlySet<string>; readonly failed: boolean }

/** Takes in a look, which may be at some proxies only; the same map where it shows nothing new, as most do. */
export const watchServing = (known: ReadonlyMap<string, Served>, snapshot: Snapshot): ReadonlyMap<string, Served> => {
  const found = [...snapshot.proxies].flatMap(([proxy, { servers }]) => {
    const before = known.get(proxy)
    const served = servedBy(servers, before, snapshot)
    return served === undefined || served === before ? [] : [[proxy, served] as const]
  })
  return found.length === 0 ? known : new Map([...known, ...found])
}

const servedBy = (servers: readonly ServerRow[], before: Served | undefined, snapshot: Snapshot): Served | undefined => {
  const serving = servers.filter(isServing)
  if (serving.length > 0)
    return isStill(before, serving) ? before : { servers: new Set(serving.map(({ server }) => server)), failed: false }
  if (before === undefined || before.failed) return before
  const failed = servers.some((row) => before.servers.has(row.server) && isFailing(withTracked(row, snapshot)))
  return failed ? { ...before, failed } : before
}

const isStill = (before: Served | undefined, serving: readonly ServerRow[]): before is Served =>
  before !== undefined &&
  !before.failed &&
  before.servers.size === serving.length &&
  serving.every(({ server }) => before.servers.has(server))

const isServing = ({ status, weight }: ServerRow): boolean => weight > 0 && takesRequests(status)

/**
 * How many servers are taken away by hand, and how long ago the last was, if that is why nobody takes requests. Of those that are `pending` nobody can tell,
 * unless they took requests before, in the same process, where their agents have said nothing.
 */
export const byHand = (
  servers: readonly ServerRow[],
  served: Served | undefined,
  pending: ReadonlySet<ServerRow>,
): Pick<Circumstances, 'drainedServers' | 'drainedSeconds'> => {
  const drained = servers.filter(isTakenAway)
  if (drained.length === 0) return {}
  const ended = served !== undefined && !served.failed && drained.some(({ server }) => served.servers.has(server))
  // What took no requests any more when the last of the others was taken away says nothing against that; a slot says nothing until it had a name.
  const isAgainst = (row: ServerRow): boolean =>
    served?.servers.has(row.server) ? isFailing(row) : (isFailing(row) || pending.has(row)) && !ended && !isAwaitingName(row.status)
  return { drainedServers: drained.length, ...(!servers.some(isAgainst) && { drainedSeconds: Math.min(...drained.map(secondsAway)) }) }
}

const isFailing = (row: ServerRow): boolean => (isSpare(row) ? isAwaitingName(row.status) : !isTakenAway(row))

// A slot that waits for a name to resolve, or what is configured with weight 0 until it is given a weight.
const isSpare = ({ status, configuredWeight, uweight }: ServerRow): boolean =>
  isAwaitingName(status) || (configuredWeight === 0 && uweight === 0)

// By `state drain` or `maint`, by weight 0, or by the 404 of `http-check disable-on-404`.
const isTakenAway = (server: ServerRow): boolean =>
  !isSpare(server) && (serverState(server.status) === 'stopping' || (awayOf(server) !== undefined && !isAgentsOrder(server.agentStatus)))

// HAProxy does not tell when a weight was set.
const secondsAway = (server: ServerRow): number => (awayOf(server) === 'weightless' ? 0 : (server.lastChangeSeconds ?? 0))
