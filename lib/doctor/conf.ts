// What does an exabgp.conf say, block by block, and in which line?
import { readStatements, type Statement } from '../migrate/statements.ts'
import { type Parsed, parsed } from '../values/parsed.ts'

type Setting = { readonly line: number; readonly value: string }

/** `settings` by their paths, such as `api processes`; a template or group that it stands in counts as its own. */
export type Neighbor = { readonly address: string; readonly line: number; readonly settings: ReadonlyMap<string, Setting> }

export type Conf = {
  readonly path: string
  readonly processes: readonly Process[]
  readonly neighbors: readonly Neighbor[]
  /** VIPs that stand in the file itself, with their lines. */
  readonly routes: readonly { readonly prefix: string; readonly line: number }[]
}

/** `runs`: the lines with `run`, and their words. */
export type Process = {
  readonly name: string
  readonly line: number
  /** That of its last brace. */
  readonly lastLine: number
  readonly runs: readonly { readonly line: number; readonly words: readonly string[] }[]
  readonly settings: ReadonlyMap<string, { readonly line: number; readonly value: string }>
}

type Block = { readonly words: readonly string[]; readonly line: number; lastLine: number; readonly inside: Block[]; readonly end: boolean }

export const readConf = (path: string, text: string): Parsed<Conf> => {
  const statements = readStatements(text)
  if (!statements.ok) return statements
  const root = treeOf(statements.value, text)
  const all = flattened(root)
  return parsed({
    path,
    processes: root.filter(({ words }) => words[0] === 'process').map(processOf),
    neighbors: neighborsIn(root, []),
    routes: all
      .filter(({ words, end }) => !end && (words[0] === 'route' || words[1] === 'unicast') && words.some((one) => one.includes('/')))
      .map(({ words, line }) => ({ prefix: words.find((one) => one.includes('/')) ?? '', line })),
  })
}

const treeOf = (statements: readonly Statement[], text: string): readonly Block[] => {
  const root: Block = { words: [], line: 1, lastLine: 1, inside: [], end: true }
  const open: Block[] = [root]
  for (const { words, end, from, to } of statements) {
    const lastLine = text.slice(0, to).split('\n').length
    const around = open.at(-1) ?? root
    around.lastLine = lastLine
    if (end === '}') open.pop()
    else {
      const block: Block = { words, line: text.slice(0, from).split('\n').length, lastLine, inside: [], end: end === '{' }
      around.inside.push(block)
      if (end === '{') open.push(block)
    }
  }
  return root.inside
}

const flattened = (blocks: readonly Block[]): readonly Block[] => blocks.flatMap((block) => [block, ...flattened(block.inside)])

const processOf = ({ words, line, lastLine, inside }: Block): Process => ({
  name: words[1] ?? '',
  line,
  lastLine,
  runs: inside.filter((one) => one.words[0] === 'run').map((one) => ({ line: one.line, words: one.words.slice(1) })),
  settings: settingsOf(inside),
})

/** Of a group its neighbors have what stands beside them. */
const neighborsIn = (blocks: readonly Block[], around: readonly Block[]): readonly Neighbor[] =>
  blocks.flatMap(({ words, line, inside }) => {
    if (words[0] === 'group') return neighborsIn(inside, [...around, ...inside.filter((one) => one.words[0] !== 'neighbor')])
    if (words[0] !== 'neighbor') return []
    const inherited = blocks.filter((one) => one.words[0] === 'template').flatMap((one) => templatesFor(one.inside, inside))
    return [{ address: words[1] ?? '', line, settings: settingsOf([...around, ...inherited, ...inside]) }]
  })

const templatesFor = (templates: readonly Block[], inside: readonly Block[]): readonly Block[] => {
  const names = inside.filter(({ words }) => words[0] === 'inherit').flatMap(({ words }) => words.slice(1))
  return templates.filter(({ words }) => names.includes(words[1] ?? '')).flatMap((one) => one.inside)
}

const settingsOf = (blocks: readonly Block[]): ReadonlyMap<string, Setting> => {
  const settings = new Map<string, Setting>()
  for (const [path, { line, value }] of settingsIn(blocks)) {
    const former = settings.get(path)
    // Of several api blocks each adds its processes; of everything else the last one counts.
    settings.set(path, { line, value: former !== undefined && path === 'api processes' ? `${former.value} ${value}` : value })
  }
  return settings
}

const settingsIn = (blocks: readonly Block[], path = ''): readonly (readonly [string, Setting])[] =>
  blocks.flatMap(({ words, line, inside, end }): readonly (readonly [string, Setting])[] => {
    const [name = '', ...rest] = words
    const own = `${path}${name}`
    const value = rest.filter((one) => !'[],'.includes(one)).join(' ')
    if (!end) return [[name === 'ipv4' || name === 'ipv6' ? `${own} ${value}` : own, { line, value }]]
    return [[own, { line, value }], ...settingsIn(inside, `${own} `)]
  })
