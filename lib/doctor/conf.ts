// What does an exabgp.conf say, block by block, and in which line?
import { parsePrefix } from '../bgp/prefix.ts'
import { readStatements, type Statement } from '../migrate/statements.ts'
import { type Parsed, parsed } from '../values/parsed.ts'
import { type Spot, spotBetween } from './spot.ts'

/** `spot`: of a block the words before it, with its brace. */
type Setting = { readonly spot: Spot; readonly value: string }

/** `spot`: the words before its block. `settings` by their paths, such as `api processes`; a template or group that it stands in counts as its own. */
export type Neighbor = { readonly address: string; readonly spot: Spot; readonly settings: ReadonlyMap<string, Setting> }

export type Conf = {
  readonly path: string
  readonly processes: readonly Process[]
  readonly neighbors: readonly Neighbor[]
  /** What is announced by the file itself; several prefixes may have one statement. */
  readonly routes: readonly { readonly prefix: string; readonly spot: Spot }[]
}

/** `runs`: its statements with `run`, and their words. */
export type Process = {
  readonly name: string
  readonly spot: Spot
  /** Its last brace. */
  readonly close: Spot
  readonly runs: readonly { readonly spot: Spot; readonly words: readonly string[] }[]
  readonly settings: ReadonlyMap<string, Setting>
}

type Block = {
  readonly words: readonly string[]
  readonly spot: Spot
  /** With all that is in it. */
  whole: Spot
  close: Spot
  readonly inside: Block[]
  readonly end: boolean
}

export const readConf = (path: string, text: string): Parsed<Conf> => {
  const statements = readStatements(text)
  if (!statements.ok) return statements
  const root = treeOf(statements.value, text)
  return parsed({
    path,
    processes: root.filter(({ words }) => words[0] === 'process').map(processOf),
    neighbors: neighborsIn(root, []),
    routes: flattened(root).flatMap(({ words, whole }) => announcedBy(words).map((prefix) => ({ prefix, spot: whole }))),
  })
}

const treeOf = (statements: readonly Statement[], text: string): readonly Block[] => {
  const root: Block[] = []
  const open: { readonly block: Block; readonly from: number }[] = []
  for (const { words, end, from, to } of statements) {
    const spot = spotBetween(text, from, to)
    if (end === '}') {
      const closed = open.pop()
      if (closed !== undefined) Object.assign(closed.block, { close: spot, whole: spotBetween(text, closed.from, to) })
      continue
    }
    const block: Block = { words, spot, whole: spot, close: spot, inside: [], end: end === '{' }
    ;(open.at(-1)?.block.inside ?? root).push(block)
    if (end === '{') open.push({ block, from })
  }
  return root
}

/** Of `route 192.0.2.1`, `unicast 192.0.2.1/32` and `attributes … nlri 192.0.2.1/32 192.0.2.2/32`, as ExaBGP reads them: an address is a host. */
const announcedBy = ([name = '', ...others]: readonly string[]): readonly string[] => {
  const nlri = others.indexOf('nlri')
  const written =
    name === 'route' || name === 'unicast' ? others.slice(0, 1) : name === 'attributes' && nlri >= 0 ? others.slice(nlri + 1) : []
  return written.flatMap((one) => {
    const prefix = parsePrefix(one)
    return prefix.ok ? [prefix.value.text] : []
  })
}

const flattened = (blocks: readonly Block[]): readonly Block[] => blocks.flatMap((block) => [block, ...flattened(block.inside)])

const processOf = ({ words, spot, close, inside }: Block): Process => ({
  name: words[1] ?? '',
  spot,
  close,
  runs: inside.filter((one) => one.words[0] === 'run').map((one) => ({ spot: one.spot, words: one.words.slice(1) })),
  settings: settingsOf(inside),
})

/** Of a group its neighbors have what stands beside them. */
const neighborsIn = (blocks: readonly Block[], around: readonly Block[]): readonly Neighbor[] =>
  blocks.flatMap(({ words, spot, inside }) => {
    if (words[0] === 'group') return neighborsIn(inside, [...around, ...inside.filter((one) => one.words[0] !== 'neighbor')])
    if (words[0] !== 'neighbor') return []
    const inherited = blocks.filter((one) => one.words[0] === 'template').flatMap((one) => templatesFor(one.inside, inside))
    return [{ address: words[1] ?? '', spot, settings: settingsOf([...around, ...inherited, ...inside]) }]
  })

const templatesFor = (templates: readonly Block[], inside: readonly Block[]): readonly Block[] => {
  const names = inside.filter(({ words }) => words[0] === 'inherit').flatMap(({ words }) => words.slice(1))
  return templates.filter(({ words }) => names.includes(words[1] ?? '')).flatMap((one) => one.inside)
}

const settingsOf = (blocks: readonly Block[]): ReadonlyMap<string, Setting> => {
  const settings = new Map<string, Setting>()
  for (const [path, { spot, value }] of settingsIn(blocks)) {
    const former = settings.get(path)
    // Of several api blocks each adds its processes; of everything else the last one counts.
    settings.set(path, { spot, value: former !== undefined && lists.has(path) ? `${former.value} ${value}` : value })
  }
  return settings
}

const lists: ReadonlySet<string> = new Set(['api processes', 'api processes-match'])

const settingsIn = (blocks: readonly Block[], path = ''): readonly (readonly [string, Setting])[] =>
  blocks.flatMap(({ words, spot, inside, end }): readonly (readonly [string, Setting])[] => {
    const [name = '', ...rest] = words
    const own = `${path}${name}`
    const value = rest.filter((one) => !'[],'.includes(one)).join(' ')
    if (!end) return [[name === 'ipv4' || name === 'ipv6' ? `${own} ${value}` : own, { spot, value }]]
    return [[own, { spot, value }], ...settingsIn(inside, `${own} `)]
  })
