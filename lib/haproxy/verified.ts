// Has HAProxy checked this server since it started, reloaded or left maintenance?
import type { ServerRow, Snapshot } from './snapshot.ts'
import { serverState } from './status.ts'

/** A server that came up longer ago has been checked since, or is past any warm-up. */
const recentSeconds = 15

/** How the engine calls a server when it times how long HAProxy leaves it unverified. */
export const serverKey = ({ proxy, server }: ServerRow): string => `${proxy}/${server}`

/**
 * Before its first check a server reads UP (or DOWN with `init-state down`), and one that left maintenance reads UP with the check status of
 * before, alive or dead, until it is checked again. Where a server tracks another, that one's checks stand for it.
 */
export const isUnverified = (server: ServerRow, snapshot: Snapshot): boolean => {
  const state = serverState(server.status)
  const presumed = state === 'up' || (state === 'down' && !server.status.includes('agent'))
  if (!presumed || server.weight === 0) return false
  const checked = checkedServer(server, snapshot)
  return checked === undefined || checkPending(checked) || (state === 'up' && leftMaintenance(checked))
}

/** By proxy, the others that its `tracked` columns name: without them in the snapshot those servers cannot be verified. */
export const companions = ({ proxies }: Snapshot): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    [...proxies].map(([name, { servers }]) => [
      name,
      new Set(servers.map(({ tracked }) => proxyOf(tracked)).filter((one) => one !== '' && one !== name)),
    ]),
  )

const checkPending = ({ checkStatus }: ServerRow): boolean => /^(\* )?(INI|UNK)$/.test(checkStatus)

// Maintenance ends with a health of exactly `rise`. A check that passes lifts it further, and so that reading is stale. Checks that fail bring
// it down to the same value, one step before DOWN: only the time since the last change of status tells the one from the other.
const leftMaintenance = ({ checkStatus, checkRise, checkFall, checkHealth, lastChangeSeconds = recentSeconds }: ServerRow): boolean =>
  checkFall > 1 && checkHealth === checkRise && (/^(\* )?(L4|L6|L7|PROC)OKC?$/.test(checkStatus) || lastChangeSeconds < recentSeconds)

// The end of the chain of tracked servers. HAProxy refuses circles; the bound only guards against what it never sends.
const checkedServer = (server: ServerRow, snapshot: Snapshot): ServerRow | undefined => {
  let checked: ServerRow | undefined = server
  for (let hops = 0; hops < 32 && checked !== undefined && checked.tracked !== ''; hops++) {
    checked = findServer(checked.tracked, snapshot)
  }
  return checked?.tracked === '' ? checked : undefined
}

const findServer = (key: string, snapshot: Snapshot): ServerRow | undefined => {
  const proxy = proxyOf(key)
  const name = key.slice(proxy.length + 1)
  return snapshot.proxies.get(proxy)?.servers.find(({ server }) => server === name)
}

const proxyOf = (key: string): string => key.slice(0, key.indexOf('/'))
