// Which servers came out of maintenance since they were looked at before?

import { proxyOf, serverKey } from './server-key.ts'
import type { ServerRow, Snapshot } from './snapshot.ts'
import { serverState } from './status.ts'

/** By `proxy/server`: what is in maintenance, and what was and has not been seen to be checked since. */
export type Maintained = { readonly away: ReadonlySet<string>; readonly returned: ReadonlySet<string> }

export const nobodyAway: Maintained = { away: new Set(), returned: new Set() }

/** Takes in a look, which may be at some proxies only. */
export const watchReturns = ({ away, returned }: Maintained, { proxies }: Snapshot): Maintained => {
  const rows = [...proxies.values()].flatMap(({ servers }) => servers)
  const elsewhere = (server: string): boolean => !proxies.has(proxyOf(server))
  const isBack = (row: ServerRow): boolean =>
    serverState(row.status) === 'up' && row.checkFall === 1 && (away.has(serverKey(row)) || returned.has(serverKey(row)))
  return {
    away: new Set([...[...away].filter(elsewhere), ...keysOf(rows.filter(isAway))]),
    returned: new Set([...[...returned].filter(elsewhere), ...keysOf(rows.filter(isBack))]),
  }
}

const isAway = ({ status }: ServerRow): boolean => serverState(status) === 'maintenance'

const keysOf = (rows: readonly ServerRow[]): readonly string[] => rows.map(serverKey)
