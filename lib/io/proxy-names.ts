// Which names of proxies would HAProxy know?
import type { StatisticsAddress } from '../config/haproxy.ts'
import { namesRequest, type ProxyNames, readNames } from '../haproxy/names.ts'
import { askSocket } from './statistics-socket.ts'

/** Undefined where HAProxy does not tell. Never throws. */
export const proxyNames = async (stats: StatisticsAddress, timeoutMs: number): Promise<ProxyNames | undefined> => {
  const ask = async () =>
    stats.kind === 'http' ? (await import('./statistics-http.ts')).askHttp(stats, timeoutMs) : askSocket(stats, namesRequest, timeoutMs)
  const answer = await ask()
  return answer.kind === 'text' ? readNames(answer.text) : undefined
}
