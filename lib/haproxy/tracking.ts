// What does a server have from the one that it tracks?
import { rememberingEach } from '../values/remembering.ts'
import { proxyOf } from './server-key.ts'
import type { ProxyTable, ServerRow, Snapshot } from './snapshot.ts'
import { isAwaitingName, serverState, takesRequests } from './status.ts'

/** The end of the chain of tracked servers, itself where it tracks none. HAProxy refuses circles; the bound only guards against what it never sends. */
export const checkedServer = (server: ServerRow, snapshot: Snapshot): ServerRow | undefined => {
  let checked: ServerRow | undefined = server
  for (let hops = 0; hops < 32 && checked !== undefined && checked.tracked !== ''; hops++) {
    checked = findServer(checked.tracked, snapshot)
  }
  return checked?.tracked === '' ? checked : undefined
}

/**
 * The row with what it has from the one that it tracks, and does not show itself (`MAINT (via b/s1)`): the word of the agent that takes both away,
 * and that there is no address. What has another state, or is in maintenance by itself, an operator has taken away.
 */
export const withTracked = (server: ServerRow, snapshot: Snapshot): ServerRow => {
  if (server.tracked === '' || takesRequests(server.status) || server.status === 'MAINT') return server
  const checked = checkedServer(server, snapshot)
  if (checked === undefined || serverState(checked.status) !== serverState(server.status)) return server
  return {
    ...server,
    ...(checked.agentStatus !== undefined && { agentStatus: checked.agentStatus }),
    ...(isAwaitingName(checked.status) && { status: checked.status }),
  }
}

const findServer = (key: string, { proxies }: Snapshot): ServerRow | undefined => {
  const proxy = proxyOf(key)
  const table = proxies.get(proxy)
  return table && serversByName(table).get(key.slice(proxy.length + 1))
}

// Each of a thousand servers may track another.
const serversByName = rememberingEach(
  ({ servers }: ProxyTable): ReadonlyMap<string, ServerRow> => new Map(servers.map((row) => [row.server, row])),
)
