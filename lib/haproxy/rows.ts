// Which proxies do the rows of the statistics describe?
import type { Row } from './csv.ts'
import type { Watch } from './request.ts'
import type { BackendRow, FrontendRow, ProxyTable, ServerRow } from './snapshot.ts'

const texts = ['pxname', 'svname', 'type', 'status', 'tracked', 'check_status', 'agent_status']
const numbers = ['weight', 'uweight', 'act', 'bck', 'check_rise', 'check_fall', 'check_health', 'lastchg', 'scur']
const counters = ['stot']

/** The columns that `makeTables` needs, in the order in which it takes them (management manual 9.1; HAProxy 2.4 has all of them). */
export const columns: readonly string[] = [...texts, ...numbers, ...counters]

type Tables = { readonly ok: true; readonly proxies: ReadonlyMap<string, ProxyTable> } | { readonly ok: false; readonly reason: string }

export type TableMaker = {
  readonly take: (row: Row) => void
  /** What the rows so far amount to. */
  readonly tables: () => Tables
}

type Table = { readonly servers: ServerRow[]; backend?: BackendRow; frontend?: FrontendRow }

/**
 * Sorts rows by proxy and passes over those of proxies that nobody watches. A proxy without a row is absent. A row without a status, or
 * servers without the row of their backend, spoil the whole: such an answer was not complete.
 */
export const makeTables = (watch: Watch): TableMaker => {
  const watched = new Set([...watch.backends, ...watch.frontends])
  const tables = new Map<string, Table>()
  let spoilt: string | undefined
  return {
    take: (row) => {
      const [proxy = '', name = '', , status = ''] = row
      if (!watched.has(proxy)) return
      const table = tables.get(proxy) ?? { servers: [] }
      tables.set(proxy, table)
      if (name === '' || status === '') spoilt ??= `a row of ${proxy} without a name or a status`
      else if (!addRow(table, row)) spoilt ??= `a row of ${proxy} that makes no sense`
    },
    tables: () => {
      const headless = [...tables].find(([, table]) => table.servers.length > 0 && table.backend === undefined)
      const reason = spoilt ?? (headless && `the servers of ${headless[0]} without its BACKEND row`)
      return reason === undefined ? { ok: true, proxies: tables } : { ok: false, reason }
    },
  }
}

const addRow = (table: Table, row: Row): boolean => {
  const values = row.slice(texts.length, texts.length + numbers.length).map(Number)
  switch (row[2]) {
    case '0':
      table.frontend = frontendOf(row, values)
      return Number.isFinite(table.frontend.sessions)
    case '1':
      table.backend = backendOf(row, values)
      break
    case '2':
      table.servers.push(serverOf(row, values))
      break
    case '3': // a listener (option socket-stats)
      return true
    default:
      return false
  }
  return values.every(Number.isFinite)
}

type Values = readonly number[]

const frontendOf = (row: Row, [, , , , , , , , sessions = 0]: Values): FrontendRow => ({
  status: row[3] ?? '',
  sessions,
  ...sessionsTotalOf(row),
})

const backendOf = (row: Row, [weight = 0, , active = 0, backups = 0, , , , changed = 0, sessions = 0]: Values): BackendRow => ({
  status: row[3] ?? '',
  weight,
  active,
  backups,
  sessions,
  lastChangeSeconds: changed,
  ...sessionsTotalOf(row),
})

// It decides nothing, so nothing that stands there spoils the answer.
const sessionsTotalOf = (row: Row): { readonly sessionsTotal?: number } => {
  const text = row[texts.length + numbers.length] ?? ''
  return /^\d+$/.test(text) ? { sessionsTotal: Number(text) } : {}
}

const serverOf = (
  [proxy = '', server = '', , status = '', tracked = '', checkStatus = '', agentStatus = '']: Row,
  [weight = 0, uweight = 0, , backup = 0, checkRise = 0, checkFall = 0, checkHealth = 0, lastChangeSeconds = 0]: Values,
): ServerRow => ({
  proxy,
  server,
  status,
  weight,
  uweight,
  // Of a server, `bck` is not a count: it tells backup servers from active ones.
  backup: backup === 1,
  checkStatus,
  agentStatus,
  checkRise,
  checkFall,
  checkHealth,
  tracked,
  lastChangeSeconds,
})
