// Has HAProxy checked this server since it started, reloaded or left maintenance?

import { rememberingEach } from '../values/remembering.ts'
import { awayOf } from './agents.ts'
import { proxyOf, serverKey } from './server-key.ts'
import type { ProxyTable, ServerRow, Snapshot } from './snapshot.ts'
import { isAwaitingName, serverState } from './status.ts'
import { checkedServer } from './tracking.ts'

/** A server that came up longer ago counts as checked, however long `warmup` is. */
const recentSeconds = 15

/** How long HAProxy may take after its start to resolve a name when it has resolved others. */
const resolvesWithinSeconds = 2

/** Whether a server (`proxy/server`) came out of maintenance since it was looked at before, as only that look can tell. */
export type Returned = (server: string) => boolean

/**
 * Before its first check a server reads UP (or DOWN with `init-state down`), and so it does before its agent has said a first word. One that left
 * maintenance reads UP with the check status of before, alive or dead, until it is checked again. A name that has not been resolved since HAProxy
 * started reads MAINT. One that is away reads so whether its agent has put it there or an operator has, which its first word tells. Where a server tracks
 * another, that one's checks, agent and name stand for it.
 */
export const isUnverified = (server: ServerRow, snapshot: Snapshot, returned: Returned = () => false): boolean => {
  if (awayOf(server) !== undefined) return isPending(server.agentStatus)
  if (server.weight === 0) return false
  const state = serverState(server.status)
  switch (state) {
    case 'up': {
      const checked = checkedServer(server, snapshot)
      return awaitsAgent(server, checked) || isUnchecked(checked) || isStale(checked, returned)
    }
    case 'unchecked':
      return awaitsAgent(server, checkedServer(server, snapshot))
    case 'down':
      return !server.status.includes('agent') && isUnchecked(checkedServer(server, snapshot))
    case 'maintenance':
      return isAwaitingName(server.status) && isYoung(checkedServer(server, snapshot) ?? server, snapshot)
    default:
      return false
  }
}

/** By proxy, the others that its `tracked` columns name: without them in the snapshot those servers cannot be verified. */
export const companions = ({ proxies }: Snapshot): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    [...proxies].map(([name, { servers }]) => [
      name,
      new Set(servers.map(({ tracked }) => proxyOf(tracked)).filter((one) => one !== '' && one !== name)),
    ]),
  )

const isPending = (checkStatus: string | undefined): boolean => /^(\* )?(INI|UNK)$/.test(checkStatus ?? '')

const awaitsAgent = (server: ServerRow, checked: ServerRow | undefined): boolean =>
  isPending(server.agentStatus) || isPending(checked?.agentStatus)

// Of a tracked server that is not in the snapshot nothing is known.
const isUnchecked = (checked: ServerRow | undefined): boolean => checked === undefined || isPending(checked.checkStatus)

const isStale = (checked: ServerRow | undefined, returned: Returned): boolean =>
  checked !== undefined && (leftMaintenance(checked) || isReturning(checked, returned))

// Maintenance ends with a health of exactly `rise`. A check that passes lifts it further, and so that reading is stale. Checks that fail bring
// it down to the same value, one step before DOWN: only the time since the last change of status tells the one from the other.
const leftMaintenance = ({ checkStatus, checkRise, checkFall, checkHealth, lastChangeSeconds = recentSeconds }: ServerRow): boolean =>
  checkFall > 1 && checkHealth === checkRise && (/^(\* )?(L4|L6|L7|PROC)OKC?$/.test(checkStatus) || lastChangeSeconds < recentSeconds)

// Where one failed check is enough, that health is the highest there is.
const isReturning = (server: ServerRow, returned: Returned): boolean =>
  server.checkFall === 1 && (server.lastChangeSeconds ?? recentSeconds) < recentSeconds && returned(serverKey(server))

// Names are resolved within a moment, but slots of a template that no address is left for wait for ever.
const isYoung = (
  { proxy, lastChangeSeconds = recentSeconds }: ServerRow,
  { proxies, uptimeSeconds = lastChangeSeconds }: Snapshot,
): boolean => {
  if (uptimeSeconds < resolvesWithinSeconds || uptimeSeconds >= recentSeconds) return uptimeSeconds < recentSeconds
  const table = proxies.get(proxy)
  return table !== undefined && isNobodyResolved(table)
}

// Each of a thousand slots asks.
const isNobodyResolved = rememberingEach(({ servers }: ProxyTable): boolean => servers.every(({ status }) => isAwaitingName(status)))
