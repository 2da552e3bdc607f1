// Which weights does HAProxy's configuration give, asked no more often than that can have changed?
import type { StatisticsAddress } from '../config/config.ts'
import { type ConfiguredWeights, readWeights, unweighed, weighed, weightsRequest } from '../haproxy/configured-weights.ts'
import type { Snapshot } from '../haproxy/snapshot.ts'
import { askSocket } from './statistics-socket.ts'

/**
 * Adds them to snapshots. A process of HAProxy is asked once for each server; over HTTP, or where it does not tell, nothing is added. Never throws.
 */
export const createWeigher = (stats: StatisticsAddress): ((snapshot: Snapshot, timeoutMs: number) => Promise<Snapshot>) => {
  let pid: number | undefined
  let known: ConfiguredWeights = new Map()
  return async (snapshot, timeoutMs) => {
    if (stats.kind === 'http') return snapshot
    if (snapshot.pid !== pid) known = new Map()
    pid = snapshot.pid
    const proxies = unweighed(snapshot, known)
    if (proxies.length > 0) {
      const answer = await askSocket(stats, weightsRequest(proxies), timeoutMs)
      known = new Map([...known, ...silence(snapshot), ...(answer.kind === 'text' ? readWeights(answer.text) : [])])
    }
    return weighed(snapshot, known)
  }
}

// What is not told now is not asked for again.
const silence = ({ proxies }: Snapshot): readonly (readonly [string, undefined])[] =>
  [...proxies].flatMap(([name, { servers }]) => servers.map(({ server }) => [`${name}/${server}`, undefined] as const))
