// Which servers were taken away by the last word of their agent, also once it says nothing more?
import { proxyOf, serverKey } from './server-key.ts'
import type { ServerRow, Snapshot } from './snapshot.ts'
import { isAgentsOrder, isAgentsWord, isAwaitingName, serverState, takesRequests } from './status.ts'

type Away = 'draining' | 'maintenance' | 'weightless'

/** By `proxy/server`, what its agent has made of it. */
export type AgentOrders = ReadonlyMap<string, Away>

/** How a server was taken away, by whomever; undefined where it was not. */
export const awayOf = ({ status, uweight }: ServerRow): Away | undefined => {
  const state = serverState(status)
  if (state === 'draining' || (state === 'maintenance' && !isAwaitingName(status))) return state
  return uweight === 0 && takesRequests(status) ? 'weightless' : undefined
}

/** Takes in a look, which may be at some proxies only. HAProxy carries an order over to its next process (`server-state-file`), and so is it kept here. */
export const watchAgents = (known: AgentOrders, { proxies }: Snapshot): AgentOrders =>
  new Map([
    ...[...known].filter(([server]) => !proxies.has(proxyOf(server))),
    ...[...proxies.values()].flatMap(({ servers }) => servers.filter(hasAgent).flatMap((row) => orderOf(row, known))),
  ])

const hasAgent = ({ agentStatus = '' }: ServerRow): boolean => agentStatus !== ''

const orderOf = (row: ServerRow, known: AgentOrders): readonly (readonly [string, Away])[] => {
  const key = serverKey(row)
  const order = isAgentsOrder(row.agentStatus) ? awayOf(row) : isSilent(row) && !isBack(row) ? known.get(key) : undefined
  return order === undefined ? [] : [[key, order]]
}

const isSilent = ({ agentStatus = '' }: ServerRow): boolean => agentStatus !== '' && !isAgentsWord(agentStatus)

// A slot that has lost its name may be given to another server.
const isBack = ({ status, weight }: ServerRow): boolean => (weight > 0 && takesRequests(status)) || isAwaitingName(status)

/** With the last word of each agent that says nothing more, while its server is as that word left it: what came since then is by hand. */
export const withLastWords = (snapshot: Snapshot, orders: AgentOrders): Snapshot => {
  if (orders.size === 0) return snapshot
  const recalled = (row: ServerRow): ServerRow => (isSilent(row) && hasOrder(row, orders) ? { ...row, agentStatus: 'CHECKED' } : row)
  const proxies = [...snapshot.proxies].map(([name, table]) => [name, { ...table, servers: table.servers.map(recalled) }] as const)
  return { ...snapshot, proxies: new Map(proxies) }
}

const hasOrder = (row: ServerRow, orders: AgentOrders): boolean => {
  const order = orders.get(serverKey(row))
  return order !== undefined && order === awayOf(row)
}
