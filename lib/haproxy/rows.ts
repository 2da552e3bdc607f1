// Which proxies do the rows of the statistics describe?
import type { Watch } from './request.ts'
import type { BackendRow, FrontendRow, ProxyTable, ServerRow } from './snapshot.ts'

const texts = ['pxname', 'svname', 'type', 'status', 'tracked', 'check_status']
const numbers = ['weight', 'uweight', 'act', 'bck', 'check_rise', 'check_fall', 'check_health', 'lastchg', 'scur']

/** The columns that `tablesOf` needs, in the order in which it takes them (management manual 9.1; HAProxy 2.4 has all of them). */
export const columns: readonly string[] = [...texts, ...numbers]

export type Tables =
  | { readonly ok: true; readonly proxies: ReadonlyMap<string, ProxyTable> }
  | { readonly ok: false; readonly reason: string }

type Table = { readonly servers: ServerRow[]; backend?: BackendRow; frontend?: FrontendRow }

/**
 * Sorts rows by proxy and passes over those of proxies that nobody watches. A proxy without a row is absent. A row without a status, or
 * servers without the row of their backend, spoil the whole: such an answer was not complete.
 */
export const tablesOf = (rows: readonly (readonly string[])[], watch: Watch): Tables => {
  const watched = new Set([...watch.backends, ...watch.frontends])
  const tables = new Map<string, Table>()
  for (const row of rows) {
    const [proxy = '', name = '', , status = ''] = row
    if (!watched.has(proxy)) continue
    if (name === '' || status === '') return { ok: false, reason: `a row of ${proxy} without a name or a status` }
    const table = tables.get(proxy) ?? { servers: [] }
    tables.set(proxy, table)
    if (!addRow(table, row)) return { ok: false, reason: `a row of ${proxy} that makes no sense` }
  }
  const headless = [...tables].find(([, table]) => table.servers.length > 0 && table.backend === undefined)
  return headless === undefined
    ? { ok: true, proxies: tables }
    : { ok: false, reason: `the servers of ${headless[0]} without its BACKEND row` }
}

const addRow = (table: Table, row: readonly string[]): boolean => {
  const [proxy = '', name = '', type, status = '', tracked = '', checkStatus = ''] = row
  const values = row.slice(texts.length).map(Number)
  const [
    weight = 0,
    uweight = 0,
    active = 0,
    backups = 0,
    checkRise = 0,
    checkFall = 0,
    checkHealth = 0,
    lastChangeSeconds = 0,
    sessions = 0,
  ] = values
  switch (type) {
    case '0':
      table.frontend = { status, sessions }
      return Number.isFinite(sessions)
    case '1':
      table.backend = { status, weight, active, backups, sessions, lastChangeSeconds }
      break
    case '2':
      // Of a server, `bck` is not a count: it tells backup servers from active ones.
      table.servers.push({
        proxy,
        server: name,
        status,
        weight,
        uweight,
        backup: backups === 1,
        checkStatus,
        checkRise,
        checkFall,
        checkHealth,
        tracked,
        lastChangeSeconds,
      })
      break
    case '3': // a listener (option socket-stats)
      return true
    default:
      return false
  }
  return values.every(Number.isFinite)
}
