// What do the documents hold: blocks of code, tables, headings, links?
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export const documents = ['README.md', 'OPERATING.md', 'REFERENCE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'] as const

export const readDocument = (name: string): string => readFileSync(join(root, name), 'utf8')

type Block = { readonly language: string; readonly text: string; readonly place: string }

/** The fenced blocks of README, OPERATING and REFERENCE in one language. */
export const blocksIn = (language: string): readonly Block[] =>
  ['README.md', 'OPERATING.md', 'REFERENCE.md'].flatMap((document) => {
    const text = readDocument(document)
    return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
      .filter((match) => match[1] === language)
      .map((match) => ({ language, text: match[2] ?? '', place: `${document}:${text.slice(0, match.index).split('\n').length}` }))
  })

/** Every command that a document has one type, a line each, in its order. */
export const commandsIn = (document: string): readonly string[] =>
  blocksIn('sh')
    .filter(({ place }) => place.startsWith(document))
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').trim().split('\n'))

type Table = {
  /** The heading above it, without its marks. */
  readonly heading: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export const tablesIn = (document: string): readonly Table[] => {
  const tables: { heading: string; header: readonly string[]; rows: (readonly string[])[] }[] = []
  let heading = ''
  let inTable = false
  for (const line of readDocument(document).split('\n')) {
    heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading
    const cells = cellsOf(line)
    if (cells !== undefined && !inTable) tables.push({ heading, header: cells, rows: [] })
    else if (cells !== undefined && !cells.every((cell) => cell === '---')) tables.at(-1)?.rows.push(cells)
    inTable = cells !== undefined
  }
  return tables
}

/** The table whose first column has this title; throws where there is none. */
export const tableOf = (document: string, title: string): Table => {
  const table = tablesIn(document).find(({ header }) => header[0] === title)
  if (table === undefined) throw new Error(`${document} has no table whose first column is "${title}"`)
  return table
}

/** What stands between backticks. */
export const quotedIn = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')

const cellsOf = (line: string): readonly string[] | undefined =>
  /^\|.*\|$/.test(line)
    ? line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim())
    : undefined
