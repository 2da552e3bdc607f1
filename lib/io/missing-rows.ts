// Which proxies has HAProxy not told of, though it may have them under another proxy's name?
import { namesRequest, readIds } from '../haproxy/names.ts'
import { backendKey, frontendKey, type ProxyIds, type Watch } from '../haproxy/request.ts'
import type { Outline, Snapshot } from '../haproxy/snapshot.ts'
import type { SocketAddress } from './haproxy-socket.ts'
import { askSocket } from './statistics-socket.ts'

/** What is known of one process of HAProxy: the numbers of what it does not tell of by name, and what it has not at all. */
export type Namesakes = { readonly pid: number; readonly ids: ProxyIds; readonly absent: ReadonlySet<string> }

export const noNamesakes = (pid: number): Namesakes => ({ pid, ids: new Map(), absent: new Set() })

/** The rows that an answer lacks. */
export const missingRows = ({ proxies }: Snapshot | Outline, { backends, frontends }: Watch): readonly string[] => [
  ...backends.filter((name) => proxies.get(name)?.backend === undefined).map(backendKey),
  ...frontends.filter((name) => proxies.get(name)?.frontend === undefined).map(frontendKey),
]

/** Looks for these rows among all proxies, without their servers. Nothing new is known where HAProxy does not answer. Never throws. */
export const findRows = async (
  missing: readonly string[],
  known: Namesakes,
  stats: SocketAddress,
  timeoutMs: number,
): Promise<Namesakes> => {
  const answer = await askSocket(stats, namesRequest, timeoutMs)
  const all = answer.kind === 'text' ? readIds(answer.text) : undefined
  if (all === undefined) return known
  const found = [...all].filter(([row]) => missing.includes(row))
  const absent = missing.filter((row) => !all.has(row))
  return { ...known, ids: new Map([...known.ids, ...found]), absent: new Set([...known.absent, ...absent]) }
}
