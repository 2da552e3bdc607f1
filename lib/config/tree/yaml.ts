// What does a YAML text say, and at which line and column?
import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml'
import type { Path } from '../problems/problem.ts'

type Position = { readonly line: number; readonly column: number }

/** `text` is a sentence that begins with "Expected". */
type Mistake = { readonly position: Position; readonly text: string }

export type Yaml = {
  /** Every scalar as the text that stands in the file, `null` where nothing stands. Left out where the text cannot be trusted to mean anything. */
  readonly content?: { readonly tree: unknown }
  readonly mistakes: readonly Mistake[]
  /** Where the value at a path begins, or its key where `key` asks for that or the value stands on lines of its own. */
  readonly positionOf: (path: Path, key: boolean) => Position
}

/** Reads one YAML 1.2 document. Scalars stay text (the failsafe schema): what is a number is for their readers to say. */
export const readYaml = (text: string): Yaml => {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    schema: 'failsafe',
    resolveKnownTags: false,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  })
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const anchored = anchoredNodes(document)
  const mistakes = [...syntaxMistakes(document, text), ...nodeMistakes(document, anchored), ...sizeMistakes(anchored)]
  return {
    ...(mistakes.every(({ harmless }) => harmless) && { content: { tree: treeOf(document) } }),
    mistakes: mistakes.map(({ offset, expected }) => ({ position: position(offset), text: `Expected ${expected}` })),
    positionOf: (path, key) => position(offsetOf(document, anchored, path, key)),
  }
}

/** `harmless`: the rest of the text means what it says. */
type Fault = { readonly offset: number; readonly expected: string; readonly harmless: boolean }

// One mistake draws others after it.
const syntaxMistakes = ({ errors, warnings }: Document, text: string): readonly Fault[] => {
  const endless = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION')
  return (endless === undefined ? [...errors, ...warnings].slice(0, 10) : [endless]).map(({ code, message, pos: [offset] }) => {
    switch (code) {
      case 'RESOURCE_EXHAUSTION':
        return { offset, expected: 'lists and maps that are not nested so deeply', harmless: false }
      case 'DUPLICATE_KEY':
        return {
          offset,
          expected: `every key of a map once, got "${/^["']?([\w.-]{0,60})/.exec(text.slice(offset))?.[1]}" again`,
          harmless: true,
        }
      case 'MULTIPLE_DOCS':
        return { offset, expected: 'one YAML document, got several', harmless: false }
      case 'TAB_AS_INDENT':
        return { offset, expected: 'spaces as indentation, got a tab', harmless: false }
      default:
        return { offset, expected: `valid YAML: ${message}`, harmless: false }
    }
  })
}

/** What each alias stands for: the last node with its anchor before it. */
type Anchored = ReadonlyMap<Alias, Node | undefined>

const anchoredNodes = (document: Document): Anchored => {
  const anchors = new Map<string, Node>()
  const anchored = new Map<Alias, Node | undefined>()
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) anchored.set(node, anchors.get(node.source))
      else if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return anchored
}

const nodeMistakes = (document: Document, anchored: Anchored): readonly Fault[] => {
  const faults: Fault[] = []
  visit(document, {
    Alias: (_, alias, around) => {
      const expected = aliasMistake(alias.source, anchored.get(alias), around)
      if (expected !== undefined) faults.push({ offset: alias.range?.[0] ?? 0, expected, harmless: false })
    },
    Map: (_, { items }) => {
      // A map with no other key would be taken for an empty one.
      const harmless = items.some(({ key }) => keyMistake(key) === undefined)
      for (const { key } of items) {
        const mistake = keyMistake(key)
        if (mistake !== undefined) faults.push({ offset: startOf(key), expected: mistake.expected, harmless: mistake.harmless && harmless })
      }
    },
  })
  return faults
}

const aliasMistake = (name: string, node: Node | undefined, around: readonly unknown[]): string | undefined => {
  if (node === undefined) return `an anchor &${name} before the alias`
  return around.includes(node) ? `an alias that does not contain itself, got *${name}` : undefined
}

// JavaScript gives some keys a meaning of its own, and valibot passes over them in silence.
const keyMistake = (key: unknown): Omit<Fault, 'offset'> | undefined => {
  if (isCollection(key) || isAlias(key)) return { expected: 'a text as the key', harmless: false }
  if (!isScalar(key)) return undefined
  if (key.value === '<<' && key.type === 'PLAIN')
    return { expected: 'the keys written out, as merge keys (<<) are not supported', harmless: false }
  return ['__proto__', 'constructor', 'prototype'].includes(String(key.value))
    ? { expected: `another name, as "${key.value}" is not permitted`, harmless: true }
    : undefined
}

/** How many values aliases may stand for, all together. */
const mostByAliases = 200_000

// A few lines of aliases of aliases can stand for more than any memory holds.
const sizeMistakes = (anchored: Anchored): readonly Fault[] => {
  const sizes = new Map<Node, number>()
  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) return sizeOf(anchored.get(node))
    if (!isCollection(node)) return 1
    const known = sizes.get(node)
    if (known !== undefined) return known
    sizes.set(node, Number.POSITIVE_INFINITY) // of an alias within what it stands for
    const size = node.items.reduce((sum: number, item) => sum + (isPair(item) ? sizeOf(item.value) : sizeOf(item)), 1)
    sizes.set(node, size)
    return size
  }
  let sum = 0
  for (const [alias, node] of anchored) {
    const size = sizeOf(node)
    if (Number.isFinite(size)) sum += size // else it contains itself, which is told already
    if (sum > mostByAliases)
      return [
        { offset: alias.range?.[0] ?? 0, expected: `aliases that stand for at most ${mostByAliases} values, got more`, harmless: false },
      ]
  }
  return []
}

const treeOf = (document: Document): unknown => {
  visit(document, {
    Scalar: (key, scalar) => {
      if (key !== 'key' && scalar.type === 'PLAIN' && scalar.source === '') scalar.value = null
    },
    Map: (_, map) => {
      map.items = [...new Map([...map.items].reverse().map((pair) => [textOf(pair.key), pair])).values()].reverse()
    },
  })
  return document.toJS({ maxAliasCount: -1 })
}

const textOf = (key: unknown): unknown => (isScalar(key) ? key.value : key)

const offsetOf = (document: Document, anchored: Anchored, path: Path, key: boolean): number => {
  let node: unknown = document.contents
  let offset = startOf(node)
  for (const [index, step] of path.entries()) {
    const parent = isAlias(node) ? anchored.get(node) : node
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === step) : undefined
    node = isSeq(parent) ? parent.items[Number(step)] : pair?.value
    offset = pair === undefined ? startOf(node) : offsetOfPair(pair, key && index === path.length - 1)
  }
  return offset
}

const offsetOfPair = ({ key, value }: Pair, ofKey: boolean): number => {
  const besideKey = isAlias(value) || (isScalar(value) && value.value !== null) || (isCollection(value) && value.flow === true)
  return startOf(besideKey && !ofKey ? value : key)
}

const startOf = (node: unknown): number => ((isScalar(node) || isCollection(node) || isAlias(node)) && node.range?.[0]) || 0
