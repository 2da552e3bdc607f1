// What do HAProxy and ExaBGP say in the scripted world?
import type { ServerRow, Snapshot, SnapshotResult } from '../../lib/haproxy/snapshot.ts'

const row = (proxy: string, server: string, status: string): ServerRow => ({
  proxy,
  server,
  status,
  weight: 100,
  uweight: 100,
  backup: false,
  checkStatus: status.startsWith('UP') ? 'L7OK' : 'L4CON',
  checkRise: 2,
  checkFall: 3,
  checkHealth: 4,
  tracked: '',
})

/** One backend; each character is a server: + is up, - is down, ? was never checked, n has no address, d was drained by hand this many seconds ago. */
export const snapshot = (marks: string, proxy = 'http_back', pid = 1, sessions = 0, drainedSeconds = 0): SnapshotResult => {
  const servers = [...marks].map((mark, index) => {
    const server = row(proxy, `s${index + 1}`, { '-': 'DOWN', d: 'DRAIN', n: 'MAINT (resolution)' }[mark] ?? 'UP')
    return { ...server, ...(mark === '?' && { checkStatus: 'INI' }), lastChangeSeconds: mark === 'd' ? drainedSeconds : 3600 }
  })
  const active = servers.filter(({ status }) => status === 'UP').length
  const snapshot: Snapshot = {
    pid,
    proxies: new Map([
      [proxy, { servers, backend: { status: active > 0 ? 'UP' : 'DOWN', weight: active * 100, active, backups: 0, sessions } }],
    ]),
  }
  return { ok: true, snapshot }
}

/** The same, but every server has changed its status just now. */
export const changedNow = (result: SnapshotResult): SnapshotResult => {
  if (!result.ok) return result
  const fresh = [...result.snapshot.proxies].map(([proxy, table]) => {
    const servers = table.servers.map((server) => ({ ...server, lastChangeSeconds: 0 }))
    return [proxy, { ...table, servers }] as const
  })
  return { ok: true, snapshot: { ...result.snapshot, proxies: new Map(fresh) } }
}

/** Several backends, by name, each with the marks of its servers. */
export const snapshots = (marks: Iterable<readonly [string, string]>, pid = 1): SnapshotResult => {
  const tables = [...marks].flatMap(([proxy, of]) => {
    const one = snapshot(of, proxy, pid)
    return one.ok ? [...one.snapshot.proxies] : []
  })
  return { ok: true, snapshot: { pid, proxies: new Map(tables) } }
}

export const fault = (kind: 'refused' | 'hung' | 'stopping' | 'unreadable'): SnapshotResult => ({
  ok: false,
  fault: { kind, reason: `${kind} by the script` },
})

/** Answers as ExaBGP does; `left` is what a predecessor announced. */
export const exabgp =
  (
    options: {
      readonly version?: string
      readonly acks?: boolean
      readonly left?: readonly string[]
      /** How it describes its sessions, line by line. */
      readonly sessions?: readonly string[]
      readonly refuses?: (line: string) => boolean
    } = {},
  ) =>
  (line: string): readonly string[] => {
    const done = (options.acks ?? true) ? ['done'] : []
    if (line === 'system version') return [`exabgp ${options.version ?? '4.2.21'}`, ...done]
    if (line === 'show neighbor extensive') return [...(options.sessions ?? []), ...done]
    if (line === 'show adj-rib out')
      return [...(options.left ?? []).map((prefix) => `neighbor 10.0.0.2 ipv4 unicast ${prefix} next-hop self`), ...done]
    if (options.refuses?.(line)) return (options.acks ?? true) ? ['error'] : []
    return done
  }
