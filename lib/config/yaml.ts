// What does a YAML text say, and at which line and column?
import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, visit } from 'yaml'
import type { Path } from './problem.ts'

export type Position = { readonly line: number; readonly column: number }

/** `text` is a sentence that begins with "Expected". */
export type Mistake = { readonly position: Position; readonly text: string }

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
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const mistakes = [...syntaxMistakes(document, text), ...nodeMistakes(document)]
  return {
    ...(mistakes.every(({ harmless }) => harmless) && { content: { tree: treeOf(document) } }),
    mistakes: mistakes.map(({ offset, expected }) => ({ position: position(offset), text: `Expected ${expected}` })),
    positionOf: (path, key) => position(offsetOf(document, path, key)),
  }
}

/** `harmless`: the rest of the text means what it says. */
type Fault = { readonly offset: number; readonly expected: string; readonly harmless: boolean }

// One mistake draws others after it.
const syntaxMistakes = ({ errors, warnings }: Document, text: string): readonly Fault[] =>
  [...errors, ...warnings].slice(0, 10).map(({ code, message, pos: [offset] }) => {
    switch (code) {
      case 'DUPLICATE_KEY':
        return { offset, expected: `every key of a map once, got "${/^[\w.-]*/.exec(text.slice(offset))?.[0]}" again`, harmless: true }
      case 'MULTIPLE_DOCS':
        return { offset, expected: 'one YAML document, got several', harmless: false }
      case 'TAB_AS_INDENT':
        return { offset, expected: 'spaces as indentation, got a tab', harmless: false }
      default:
        return { offset, expected: `valid YAML: ${message}`, harmless: false }
    }
  })

// JavaScript gives some keys a meaning of its own, and valibot passes over them in silence.
const nodeMistakes = (document: Document): readonly Fault[] => {
  const faults: Fault[] = []
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return
      faults.push({ offset: alias.range?.[0] ?? 0, expected: `an anchor &${alias.source} before the alias`, harmless: false })
    },
    Pair: (_, { key }) => {
      if (!isScalar(key) || !['__proto__', 'constructor', 'prototype'].includes(String(key.value))) return
      faults.push({ offset: key.range?.[0] ?? 0, expected: `another key, got "${key.value}"`, harmless: true })
    },
  })
  return faults
}

const treeOf = (document: Document): unknown => {
  visit(document, {
    Scalar: (key, scalar) => {
      if (key !== 'key' && scalar.type === 'PLAIN' && scalar.source === '') scalar.value = null
    },
  })
  return document.toJS({ maxAliasCount: -1 })
}

const offsetOf = (document: Document, path: Path, key: boolean): number => {
  let node: unknown = document.contents
  let offset = startOf(node)
  for (const [index, step] of path.entries()) {
    const parent = isAlias(node) ? node.resolve(document) : node
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
