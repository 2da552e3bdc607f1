// Which proxies has HAProxy not told of, though it may have them under another proxy's name?
import { proxiesRequest, readProxies } from '../haproxy/names.ts'
import { backendKey, frontendKey, type ProxyIds, type Watch } from '../haproxy/request.ts'
import { disabledBackend, disabledFrontend, type Outline, type ProxyTable, type Snapshot } from '../haproxy/snapshot.ts'
import type { SocketAddress } from './haproxy-socket.ts'
import { askSocket } from './statistics-socket.ts'

/** What is known of one process of HAProxy: the numbers of what it does not tell of by name, what it has not at all, and what of that it has disabled. */
export type Namesakes = {
  readonly pid: number
  readonly ids: ProxyIds
  readonly absent: ReadonlySet<string>
  readonly disabled: ReadonlySet<string>
}

export const noNamesakes = (pid: number): Namesakes => ({ pid, ids: new Map(), absent: new Set(), disabled: new Set() })

/** The rows that an answer lacks. */
export const missingRows = ({ proxies }: Snapshot | Outline, { backends, frontends }: Watch): readonly string[] => [
  ...backends.filter((name) => proxies.get(name)?.backend === undefined).map(backendKey),
  ...frontends.filter((name) => proxies.get(name)?.frontend === undefined).map(frontendKey),
]

/** HAProxy's buffer holds so many names in one line. */
const mostNames = 30

/**
 * Looks for these rows among all proxies, without their servers. Nothing new is known where HAProxy does not answer, nor whether those are disabled
 * that do not fit into one question: they are asked for next. Never throws.
 */
export const findRows = async (
  missing: readonly string[],
  known: Namesakes,
  stats: SocketAddress,
  timeoutMs: number,
): Promise<Namesakes> => {
  const names = [...new Set(missing.map(nameIn))].slice(0, mostNames)
  const answer = await askSocket(stats, proxiesRequest(names), timeoutMs)
  const proxies = answer.kind === 'text' ? readProxies(answer.text, names) : undefined
  if (proxies === undefined) return known
  const found = [...proxies.ids].filter(([row]) => missing.includes(row))
  const asked = new Set(names)
  const absent = missing.filter((row) => asked.has(nameIn(row)) && !proxies.ids.has(row))
  const disabled = absent.filter((row) => proxies.disabled.has(nameIn(row)))
  return {
    ...known,
    ids: new Map([...known.ids, ...found]),
    absent: new Set([...known.absent, ...absent]),
    disabled: new Set([...known.disabled, ...disabled]),
  }
}

/** The same answer, with rows for the watched proxies that are disabled and that it lacks. */
export const withDisabled = <Kind extends Snapshot | Outline>(
  answer: Kind,
  { backends, frontends }: Watch,
  disabled: Namesakes['disabled'],
): Kind => {
  if (disabled.size === 0) return answer
  const off = [
    ...backends.filter((name) => disabled.has(backendKey(name))).map((name) => [name, { backend: disabledBackend }] as const),
    ...frontends.filter((name) => disabled.has(frontendKey(name))).map((name) => [name, { frontend: disabledFrontend }] as const),
  ]
  const proxies = new Map<string, ProxyTable>([...answer.proxies].map(([name, table]) => [name, { servers: [], ...table }]))
  for (const [name, row] of off) proxies.set(name, { servers: [], ...row, ...proxies.get(name) })
  return { ...answer, proxies }
}

const nameIn = (row: string): string => row.slice(row.indexOf(' ') + 1)
