// Is this a whole answer of a HAProxy that is not about to stop, and what does it say?
import { readTable, tableStart } from './csv.ts'
import { everyProxy, type Look, type Question, statisticsQuestions, type Watch } from './request.ts'
import { columns, tablesOf } from './rows.ts'
import type { Outline, Snapshot } from './snapshot.ts'

/** `stopping`: an old worker answered, which does not check its servers any more; ask again. The reason completes "HAProxy sent …". */
export type Answer =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'outline'; readonly outline: Outline }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'unreadable'; readonly reason: string }

type Unreadable = Extract<Answer, { kind: 'unreadable' }>
type Rows = readonly (readonly string[])[]

/** Reads the whole answer to `statisticsRequest(watch, look)`: `show info`, then a block for each question, each closed by an empty line. */
export const readSocketAnswer = (text: string, watch: Watch, look: Look = 'servers'): Answer => {
  const end = text.indexOf('\n\n')
  const info = text.slice(0, end === -1 ? undefined : end)
  const [pid, stopping] = [infoNumber(info, 'Pid'), infoNumber(info, 'Stopping')]
  if (pid === undefined || stopping === undefined || end === -1) return foreign(text)
  if (stopping !== 0) return { kind: 'stopping' }
  const questions = statisticsQuestions(watch, look)
  const first = readBlocks(text, end + 2, questions.outline)
  if (first.kind === 'unreadable') return first
  const second = readBlocks(text, first.end, questions.whole)
  if (second.kind === 'unreadable') return second
  if (text.slice(second.end).trim() !== '') return unreadable('more than was asked for')
  if (look === 'servers') return toAnswer(second.rows, watch, { pid })
  const outline = tablesOf(first.rows, watch)
  if (!outline.ok) return unreadable(outline.reason)
  const outlined = { pid, proxies: new Map([...outline.proxies].map(([name, { servers: _, ...rest }]) => [name, rest])) }
  return look === 'outline' ? { kind: 'outline', outline: outlined } : toAnswer(second.rows, watch, { pid, outline: outlined })
}

/** Reads the body of statistics over HTTP (`;csv`), one table of all proxies. It does not tell which process answered, nor whether that is about to stop. */
export const readHttpAnswer = (body: string, watch: Watch): Answer => {
  if (!body.startsWith(tableStart)) return foreign(body)
  const table = readTable(body, 0, columns)
  return table.ok ? toAnswer(table.rows, watch, {}) : unreadable(table.reason)
}

const toAnswer = (rows: Rows, watch: Watch, source: Pick<Snapshot, 'pid' | 'outline'>): Answer => {
  const tables = tablesOf(rows, watch)
  return tables.ok ? { kind: 'snapshot', snapshot: { ...source, proxies: tables.proxies } } : unreadable(tables.reason)
}

const readBlocks = (text: string, from: number, questions: readonly Question[]): { kind: 'rows'; rows: Rows; end: number } | Unreadable => {
  const rows: Rows[] = []
  let at = from
  for (const { proxy } of questions) {
    const next = readBlock(text, at)
    if (next.kind === 'unreadable') return next
    // HAProxy takes an unknown name that begins with digits for a number, and answers with the proxy of that number.
    rows.push(proxy === everyProxy ? next.rows : next.rows.filter(([name]) => name === proxy))
    at = next.end
  }
  return { kind: 'rows', rows: rows.flat(), end: at }
}

const readBlock = (text: string, at: number): { kind: 'block'; rows: Rows; end: number } | Unreadable => {
  if (!text.startsWith(tableStart, at)) return readWords(text, at)
  const table = readTable(text, at, columns)
  if (!table.ok) return unreadable(table.reason)
  return table.closed ? { kind: 'block', rows: table.rows, end: table.end } : cutShort
}

const readWords = (text: string, at: number): ReturnType<typeof readBlock> => {
  const end = text.indexOf('\n\n', at)
  if (end === -1) return cutShort
  return text.slice(at, end) === 'No such proxy.' ? { kind: 'block', rows: [], end: end + 2 } : foreign(text.slice(at))
}

const infoNumber = (info: string, name: string): number | undefined => {
  const digits = new RegExp(`^${name}: (\\d+)$`, 'm').exec(info)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const unreadable = (reason: string): Unreadable => ({ kind: 'unreadable', reason })

const cutShort = unreadable('an answer that is cut short')

// What HAProxy says instead, such as "Permission denied", is worth reading at 3 a.m.
const foreign = (text: string): Unreadable => {
  const words = (text.trim().split('\n', 1)[0] ?? '').replace(/[^ -~]/g, '?')
  if (words === '') return unreadable('an empty answer')
  return /^(Name: HAProxy|# pxname)/.test(words) ? cutShort : unreadable(`"${words.length > 80 ? `${words.slice(0, 80)}…` : words}"`)
}
