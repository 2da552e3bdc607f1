// Which processes does an exabgp.conf start, and which neighbors hear them?
import { type Parsed, parsed } from '../values/parsed.ts'
import { readStatements, type Statement } from './statements.ts'

export type Place = { readonly from: number; readonly to: number }

/** `run`: the statement that counts, with these words, which is the last one; `unread`: those before it. */
export type ConfProcess = Place & {
  readonly name: string
  readonly run: Place
  readonly words: readonly string[]
  readonly unread: readonly Place[]
}

/** A block `api`; `neighbor` is the heading of the block around it. */
export type ConfApi = {
  readonly neighbor: string
  readonly processes: readonly string[]
  /** Where the list `processes` stands; absent where there is none. */
  readonly list?: Place
  /** The expressions of `processes-match`. */
  readonly matches: readonly string[]
  readonly hasChanges: boolean
}

export type Conf = {
  readonly processes: readonly ConfProcess[]
  readonly apis: readonly ConfApi[]
  readonly localAs: readonly string[]
}

export const readConf = (text: string): Parsed<Conf> => {
  const statements = readStatements(text)
  if (!statements.ok) return statements
  const blocks = blocksOf(statements.value)
  return parsed({
    processes: blocks.flatMap(processOf),
    apis: blocks.flatMap(apiOf),
    localAs: [
      ...new Set(statements.value.flatMap(({ words: [key, value] }) => (key === 'local-as' && value !== undefined ? [value] : []))),
    ],
  })
}

type Block = Place & { readonly words: readonly string[]; readonly around: readonly string[]; readonly inside: readonly Statement[] }

const blocksOf = (statements: readonly Statement[]): readonly Block[] => {
  const open: { words: readonly string[]; from: number; inside: Statement[] }[] = []
  const blocks: Block[] = []
  for (const statement of statements) {
    if (statement.end === '{') open.push({ words: statement.words, from: statement.from, inside: [] })
    else if (statement.end === ';') open.at(-1)?.inside.push(statement)
    else {
      const closed = open.pop()
      if (closed !== undefined) blocks.push({ ...closed, around: open.at(-1)?.words ?? [], to: statement.to })
    }
  }
  return blocks
}

const processOf = ({ words: [kind, name], inside, from, to }: Block): readonly ConfProcess[] => {
  const runs = inside.filter(({ words }) => words[0] === 'run')
  const run = runs.at(-1)
  if (kind !== 'process' || name === undefined || run === undefined) return []
  return [{ name, from, to, run, words: run.words.slice(1), unread: runs.slice(0, -1) }]
}

const apiOf = ({ words: [kind], around, inside }: Block): readonly ConfApi[] => {
  if (kind !== 'api') return []
  // What is said twice counts as it was said last.
  const said = (key: string): Statement | undefined => inside.findLast(({ words }) => words[0] === key)
  const list = said('processes')
  return [
    {
      neighbor: around.join(' '),
      processes: listed(list),
      ...(list !== undefined && { list }),
      matches: listed(said('processes-match')),
      hasChanges: said('neighbor-changes') !== undefined,
    },
  ]
}

const listed = (statement: Statement | undefined): readonly string[] =>
  statement === undefined ? [] : statement.words.slice(1).filter((word) => !['[', ']', ','].includes(word))
