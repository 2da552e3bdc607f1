// Is this a whole answer of a HAProxy that is not about to stop, and what does it say?
import { type Row, readTable, tableStart } from './csv.ts'
import { everyProxy, type Look, type Question, statisticsQuestions, type Watch } from './request.ts'
import { columns, makeTables, type TableMaker } from './rows.ts'
import type { Outline, Snapshot } from './snapshot.ts'

/** `stopping`: an old worker answered, which does not check its servers any more; ask again. The reason completes "HAProxy sent …". */
export type Answer =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'outline'; readonly outline: Outline }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'unreadable'; readonly reason: string }

type Unreadable = Extract<Answer, { kind: 'unreadable' }>

/** Reads the whole answer to `statisticsRequest(watch, look)`: `show info`, then a block for each question, each closed by an empty line. */
export const readSocketAnswer = (text: string, watch: Watch, look: Look = 'servers'): Answer => {
  const end = text.indexOf('\n\n')
  const info = text.slice(0, end === -1 ? undefined : end)
  const [pid, stopping] = [infoNumber(info, 'Pid'), infoNumber(info, 'Stopping')]
  if (pid === undefined || stopping === undefined || end === -1) return foreign(text)
  if (stopping !== 0) return { kind: 'stopping' }
  const questions = statisticsQuestions(watch, look)
  const [outlines, wholes] = [makeTables(watch), makeTables(watch)]
  const first = readBlocks(text, end + 2, questions.outline, outlines)
  if (first.kind === 'unreadable') return first
  const second = readBlocks(text, first.end, questions.whole, wholes)
  if (second.kind === 'unreadable') return second
  if (text.slice(second.end).trim() !== '') return unreadable('more than was asked for')
  const uptimeSeconds = infoNumber(info, 'Uptime_sec')
  const version = /^Version: (\S+)/m.exec(info)?.[1]
  const worker = { pid, ...(uptimeSeconds !== undefined && { uptimeSeconds }), ...(version !== undefined && { version }) }
  if (look === 'servers') return toAnswer(wholes, worker)
  const outline = outlines.tables()
  if (!outline.ok) return unreadable(outline.reason)
  const outlined = { pid, proxies: new Map([...outline.proxies].map(([name, { servers: _, ...rest }]) => [name, rest])) }
  return look === 'outline' ? { kind: 'outline', outline: outlined } : toAnswer(wholes, { ...worker, outline: outlined })
}

/** Reads the body of statistics over HTTP (`;csv`), one table of all proxies. It does not tell which process answered, nor whether that is about to stop. */
export const readHttpAnswer = (body: string, watch: Watch): Answer => {
  if (!body.startsWith(tableStart)) return foreign(body)
  const whole = makeTables(watch)
  const table = readTable(body, 0, columns, whole.take)
  return table.ok ? toAnswer(whole, {}) : unreadable(table.reason)
}

const toAnswer = (whole: TableMaker, source: Omit<Snapshot, 'proxies'>): Answer => {
  const tables = whole.tables()
  return tables.ok ? { kind: 'snapshot', snapshot: { ...source, proxies: tables.proxies } } : unreadable(tables.reason)
}

type Read = { readonly kind: 'read'; readonly end: number }

const readBlocks = (text: string, from: number, questions: readonly Question[], { take }: TableMaker): Read | Unreadable => {
  let at = from
  for (const { proxy } of questions) {
    // HAProxy takes an unknown name that begins with digits for a number, and answers with the proxy of that number.
    const next = readBlock(text, at, proxy === everyProxy ? take : (row) => row[0] === proxy && take(row))
    if (next.kind === 'unreadable') return next
    at = next.end
  }
  return { kind: 'read', end: at }
}

const readBlock = (text: string, at: number, take: (row: Row) => void): Read | Unreadable => {
  if (!text.startsWith(tableStart, at)) return readWords(text, at)
  const table = readTable(text, at, columns, take)
  if (!table.ok) return unreadable(table.reason)
  return table.closed ? { kind: 'read', end: table.end } : cutShort
}

const readWords = (text: string, at: number): Read | Unreadable => {
  const end = text.indexOf('\n\n', at)
  if (end === -1) return cutShort
  return text.slice(at, end) === 'No such proxy.' ? { kind: 'read', end: end + 2 } : foreign(text.slice(at))
}

const infoNumber = (info: string, name: string): number | undefined => {
  const digits = new RegExp(`^${name}: (\\d+)$`, 'm').exec(info)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const unreadable = (reason: string): Unreadable => ({ kind: 'unreadable', reason })

const cutShort = unreadable('an answer that is cut short')

/** Whether this is the answer of HAProxy's master process: it knows no statistics, and leaves the connection open. */
export const isMasters = (text: string): boolean => text.trimStart().startsWith('Unknown command')

// What HAProxy says instead, such as "Permission denied", is worth reading at 3 a.m.
const foreign = (text: string): Unreadable => {
  const words = (text.trim().split('\n', 1)[0] ?? '').replace(/[^ -~]/g, '?')
  if (words === '') return unreadable('an empty answer')
  if (isMasters(words)) return unreadable(`"Unknown command", as its master process (-S) does: name the socket of a "stats socket" line`)
  return /^(Name: |# pxname)/.test(words) ? cutShort : unreadable(`"${words.length > 80 ? `${words.slice(0, 80)}…` : words}"`)
}
