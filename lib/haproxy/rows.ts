// Which proxies do the rows of the statistics describe?
import type { Row } from './csv.ts'
import type { Watch } from './request.ts'
import { type BackendRow, type FrontendRow, noConnections, type ProxyTable, type ServerRow, stopped } from './snapshot.ts'

const texts = ['pxname', 'svname', 'iid', 'type', 'status', 'tracked', 'check_status', 'agent_status'] as const
const numbers = ['weight', 'uweight', 'act', 'bck', 'check_rise', 'check_fall', 'check_health', 'lastchg', 'scur'] as const
const counters = ['stot', 'slim'] as const

/** The columns that `makeTables` needs, in the order in which it takes them (management manual 9.1; HAProxy 2.4 has all of them). */
export const columns = [...texts, ...numbers, ...counters] as const

type Column = (typeof columns)[number]

const places = Object.fromEntries(columns.map((column, place) => [column, place])) as { readonly [One in Column]: number }

type Tables = { readonly ok: true; readonly proxies: ReadonlyMap<string, ProxyTable> } | { readonly ok: false; readonly reason: string }

export type TableMaker = {
  readonly take: (row: Row) => void
  /** What the rows so far amount to. */
  readonly tables: () => Tables
}

type Table = { readonly servers: ServerRow[]; backend?: BackendRow; frontend?: FrontendRow }

/** HAProxy's number of a proxy; up to 3.2 a frontend and a backend of one name have each their own. */
type Numbers = { backend?: string; stopped?: string }

/**
 * Sorts rows by proxy and passes over those of proxies that nobody watches. A proxy without a row is absent. A row without a status, or
 * servers without the row of their backend, spoil the whole: such an answer was not complete.
 */
export const makeTables = (watch: Watch): TableMaker => {
  const watched = new Set([...watch.backends, ...watch.frontends])
  const tables = new Map<string, Table>()
  const numbers = new Map<string, Numbers>()
  let spoilt: string | undefined
  return {
    take: (row) => {
      const proxy = textIn(row, 'pxname')
      if (!watched.has(proxy)) return
      const table = tables.get(proxy) ?? { servers: [] }
      tables.set(proxy, table)
      if (textIn(row, 'svname') === '' || textIn(row, 'status') === '') spoilt ??= `a row of ${proxy} without a name or a status`
      else if (!addRow(table, row)) spoilt ??= `a row of ${proxy} that makes no sense`
      else noteNumber(numbers, row)
    },
    tables: () => {
      const headless = [...tables].find(([, table]) => table.servers.length > 0 && table.backend === undefined)
      const reason = spoilt ?? (headless && `the servers of ${headless[0]} without its BACKEND row`)
      return reason === undefined ? { ok: true, proxies: withStopped(tables, numbers) } : { ok: false, reason }
    },
  }
}

const noteNumber = (numbers: Map<string, Numbers>, row: Row): void => {
  const kind = row[places.type] === '1' ? 'backend' : row[places.type] === '0' && textIn(row, 'status') === stopped ? 'stopped' : undefined
  if (kind !== undefined) numbers.set(textIn(row, 'pxname'), { ...numbers.get(textIn(row, 'pxname')), [kind]: textIn(row, 'iid') })
}

// HAProxy checks the servers of a `listen` no more once its frontend is shut down, and shows them as they were then.
const withStopped = (tables: ReadonlyMap<string, Table>, numbers: ReadonlyMap<string, Numbers>): ReadonlyMap<string, ProxyTable> =>
  new Map(
    [...tables].map(([name, table]) => {
      const { backend, stopped: number = '' } = numbers.get(name) ?? {}
      return table.backend === undefined || number === '' || number !== backend
        ? [name, table]
        : [name, { ...table, backend: { ...table.backend, status: stopped } }]
    }),
  )

const addRow = (table: Table, row: Row): boolean => {
  switch (row[places.type]) {
    case '0':
      table.frontend = frontendOf(row)
      return isCount(table.frontend.sessions)
    case '1':
      table.backend = backendOf(row)
      break
    case '2':
      table.servers.push(serverOf(row))
      if (row[places.weight] === '' || row[places.uweight] === '') return false
      break
    case '3': // a listener (option socket-stats)
      return true
    default:
      return false
  }
  return numbers.every((column) => isCount(numberIn(row, column)))
}

const isCount = (number: number): boolean => number >= 0 && number < Number.POSITIVE_INFINITY

// A thousand rows a second are read where servers are many.
const textIn = (row: Row, column: (typeof texts | typeof counters)[number]): string => row[places[column]] ?? ''
const numberIn = (row: Row, column: (typeof numbers)[number]): number => Number(row[places[column]])

const frontendOf = (row: Row): FrontendRow => ({
  status: textIn(row, 'status') === 'OPEN' && textIn(row, 'slim') === '0' ? noConnections : textIn(row, 'status'),
  sessions: numberIn(row, 'scur'),
  ...sessionsTotalOf(row),
})

const backendOf = (row: Row): BackendRow => ({
  status: textIn(row, 'status'),
  weight: numberIn(row, 'weight'),
  active: numberIn(row, 'act'),
  backups: numberIn(row, 'bck'),
  sessions: numberIn(row, 'scur'),
  lastChangeSeconds: numberIn(row, 'lastchg'),
  ...sessionsTotalOf(row),
})

// It decides nothing, so nothing that stands there spoils the answer.
const sessionsTotalOf = (row: Row): { readonly sessionsTotal?: number } => {
  const text = textIn(row, 'stot')
  return /^\d+$/.test(text) ? { sessionsTotal: Number(text) } : {}
}

const serverOf = (row: Row): ServerRow => ({
  proxy: textIn(row, 'pxname'),
  server: textIn(row, 'svname'),
  status: textIn(row, 'status'),
  weight: numberIn(row, 'weight'),
  uweight: numberIn(row, 'uweight'),
  // Of a server, `bck` is not a count: it tells backup servers from active ones.
  backup: numberIn(row, 'bck') === 1,
  checkStatus: textIn(row, 'check_status'),
  agentStatus: textIn(row, 'agent_status'),
  checkRise: numberIn(row, 'check_rise'),
  checkFall: numberIn(row, 'check_fall'),
  checkHealth: numberIn(row, 'check_health'),
  tracked: textIn(row, 'tracked'),
  lastChangeSeconds: numberIn(row, 'lastchg'),
})
