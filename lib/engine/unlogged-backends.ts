// Does the ring that is followed keep silent about a backend?
import type { Config } from '../config/config.ts'
import type { ServerRow, Snapshot } from '../haproxy/snapshot.ts'
import { serverState } from '../haproxy/status.ts'
import { isUnverified } from '../haproxy/verified.ts'
import type { Milliseconds } from '../values/time.ts'
import type { News } from './effect.ts'
import type { HaproxyState, Hearing } from './haproxy-state.ts'
import type { State } from './state.ts'

type Heeded = { readonly hearing: Hearing; readonly news: readonly News[] }

/** Far longer than an event takes to reach us. */
const patienceMs = 2000

/** HAProxy counts whole seconds. */
const roundingMs = 1000

/**
 * Takes in a look at servers. HAProxy logs every server that goes down, for whatever reason, in the moment in which its status changes (of a
 * change of weight, or a server that is added, it logs nothing). One that is found down without a word is suspected, and once no word has come
 * for a while either, its backend does not log to the ring. Each backend is named once.
 */
export const heed = ({ config, haproxy, services }: State, snapshot: Snapshot, at: Milliseconds): Heeded => {
  const { hearing, askedAt } = haproxy
  const ring = config.haproxy.events
  if (ring === undefined || !isFollowed(haproxy, snapshot, config)) return { hearing: deaf(hearing), news: [] }
  const down = serversDown(snapshot, services)
  const now = { ...hearing, looked: new Map([...hearing.looked, ...looksAt(snapshot, down, askedAt)]) }
  const suspect = hearing.suspect !== undefined && hearing.heardAt < hearing.suspect.at ? hearing.suspect : undefined
  if (suspect === undefined) return { hearing: { ...now, suspect: suspectAmong(down, hearing, snapshot, at) }, news: [] }
  if (askedAt < suspect.at + patienceMs) return { hearing: now, news: [] }
  const { backend, server } = suspect
  return {
    hearing: { ...now, suspect: undefined, silent: new Set([...hearing.silent, backend]) },
    news: [{ type: 'ring-silent', ring, backend, server }],
  }
}

// A connection over a network may have been cut without either side knowing.
const isFollowed = ({ hearing }: HaproxyState, { pid }: Snapshot, { haproxy: { stats } }: Config): boolean =>
  pid !== undefined && hearing.pid === pid && (stats.kind === 'unix' || stats.kind === 'abstract')

const deaf = (hearing: Hearing): Hearing =>
  hearing.looked.size === 0 && hearing.suspect === undefined ? hearing : { ...hearing, looked: new Map(), suspect: undefined }

const looksAt = ({ proxies }: Snapshot, down: readonly ServerRow[], at: Milliseconds): Hearing['looked'] => {
  const looks = new Map([...proxies.keys()].map((name) => [name, { at, down: new Set<string>() }]))
  for (const { proxy, server } of down) looks.get(proxy)?.down.add(server)
  return looks
}

const serversDown = ({ proxies }: Snapshot, services: State['services']): readonly ServerRow[] => {
  const down = [...proxies.values()].flatMap(({ servers }) => servers.filter(({ status }) => serverState(status) === 'down'))
  if (down.length === 0) return down
  const watched = new Set(services.flatMap(({ checks }) => checks.flatMap(({ check }) => (check.kind === 'backend' ? [check.proxy] : []))))
  return down.filter(({ proxy }) => watched.has(proxy))
}

// It went down after the look before, and the last word was well before that. A server whose checks were off for a while went down long ago.
const suspectAmong = (
  down: readonly ServerRow[],
  { heardAt, looked, silent }: Hearing,
  snapshot: Snapshot,
  at: Milliseconds,
): Hearing['suspect'] => {
  const found = down.find((row) => {
    const before = looked.get(row.proxy)
    return (
      before !== undefined &&
      heardAt + roundingMs < before.at &&
      !before.down.has(row.server) &&
      !silent.has(row.proxy) &&
      (row.lastChangeSeconds ?? Number.POSITIVE_INFINITY) * 1000 <= at - before.at + roundingMs &&
      !isUnverified(row, snapshot)
    )
  })
  return found && { at, backend: found.proxy, server: found.server }
}
