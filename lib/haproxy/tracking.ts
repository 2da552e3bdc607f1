// What does a server have from the one that it tracks?
import { proxyOf } from './server-key.ts'
import type { ServerRow, Snapshot } from './snapshot.ts'
import { serverState, takesRequests } from './status.ts'

/** The end of the chain of tracked servers, itself where it tracks none. HAProxy refuses circles; the bound only guards against what it never sends. */
export const checkedServer = (server: ServerRow, snapshot: Snapshot): ServerRow | undefined => {
  let checked: ServerRow | undefined = server
  for (let hops = 0; hops < 32 && checked !== undefined && checked.tracked !== ''; hops++) {
    checked = findServer(checked.tracked, snapshot)
  }
  return checked?.tracked === '' ? checked : undefined
}

/**
 * The row with the word of the agent that it follows: one that takes its server away takes away those that track it (`MAINT (via b/s1)`). What has
 * another state, or is in maintenance by itself, an operator has taken away.
 */
export const withAgent = (server: ServerRow, snapshot: Snapshot): ServerRow => {
  if (server.tracked === '' || takesRequests(server.status) || server.status === 'MAINT') return server
  const checked = checkedServer(server, snapshot)
  return checked?.agentStatus === undefined || serverState(checked.status) !== serverState(server.status)
    ? server
    : { ...server, agentStatus: checked.agentStatus }
}

const findServer = (key: string, snapshot: Snapshot): ServerRow | undefined => {
  const proxy = proxyOf(key)
  const name = key.slice(proxy.length + 1)
  return snapshot.proxies.get(proxy)?.servers.find(({ server }) => server === name)
}
