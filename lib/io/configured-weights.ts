// Which weights does HAProxy's configuration give, asked no more often than that can have changed?
import type { StatisticsAddress } from '../config/haproxy.ts'
import { type ConfiguredWeights, learned, readWeights, unweighed, weighed, weightsRequest } from '../haproxy/configured-weights.ts'
import type { Snapshot } from '../haproxy/snapshot.ts'
import { now } from './clock.ts'
import { askSocket } from './statistics-socket.ts'

/**
 * Adds them to snapshots. A process of HAProxy is asked once for each server, and again where it may be another of the same name; over HTTP, or where it does not tell, nothing is added. Never throws.
 */
export const createWeigher = (stats: StatisticsAddress): ((snapshot: Snapshot, timeoutMs: number) => Promise<Snapshot>) => {
  let pid: number | undefined
  let known: ConfiguredWeights = new Map()
  const askedAt = new Map<string, number>()
  const secondsAgo = (proxy: string): number => (now() - (askedAt.get(proxy) ?? Number.NEGATIVE_INFINITY)) / 1000
  return async (snapshot, timeoutMs) => {
    if (stats.kind === 'http') return snapshot
    if (snapshot.pid !== pid) known = new Map()
    pid = snapshot.pid
    const proxies = unweighed(snapshot, known, secondsAgo)
    if (proxies.length > 0) {
      const at = now()
      const answer = await askSocket(stats, weightsRequest(proxies), timeoutMs)
      if (answer.kind === 'text' && isWhole(answer.text)) {
        known = learned(known, proxies, readWeights(answer.text), snapshot)
        for (const proxy of proxies) askedAt.set(proxy, at)
      }
    }
    return weighed(snapshot, known)
  }
}

// An empty line ends every answer.
const isWhole = (text: string): boolean => text.endsWith('\n\n')
