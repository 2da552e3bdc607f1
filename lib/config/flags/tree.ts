// Which part of a configuration do flags write, and which flag wrote what?
import { expected, type Parsed, parsed } from '../../values/parsed.ts'
import { type Path, type Place, type Problem, sentence, shown } from '../problems/problem.ts'
import { withoutValue, withValue } from '../tree/tree.ts'
import { type FlagName, type FlagValue, type FlagValues, flagNames, flags } from './flags.ts'

/** One value for the tree. */
type FlagEntry = { readonly path: readonly string[]; readonly value: unknown }

/** Which flag or environment variable wrote what is at or below a path. */
type FlagLabel = { readonly path: Path; readonly label: string }

type FlagTree = {
  readonly entries: readonly FlagEntry[]
  readonly labels: readonly FlagLabel[]
  readonly problems: readonly Problem[]
  /** What a service needs and no flag wrote. */
  readonly missing: readonly Path[]
}

/** What the flags write. Beside a file they may not describe a service; without one they describe the service `main`. */
export const flagTree = (given: FlagValues, besideFile: boolean): FlagTree => {
  const values = flagNames.flatMap((name) => (given[name] === undefined ? [] : [readFlag(name, given[name])]))
  const settings = values.filter(({ name }) => flags[name].to === 'setting')
  const described = besideFile ? [] : values.filter(({ name }) => flags[name].to === 'service')
  const checks = besideFile ? [] : values.filter(({ name }) => flags[name].to === 'check')
  const refused = besideFile ? values.filter(({ name }) => flags[name].to === 'service' || flags[name].to === 'check') : []
  const needs = besideFile ? [] : [vipsPart(described), checksPart(checks)]
  const parts = [...needs, ...[...settings, ...described].map(part)]
  return {
    entries: parts.flatMap(({ entries }) => entries),
    labels: parts.flatMap(({ labels }) => labels),
    problems: [
      ...values.flatMap(({ problems }) => problems),
      ...refused.map(({ label }) => problem(label, `no ${label} beside --config`, undefined)),
    ],
    missing: needs.flatMap(({ entries }) =>
      entries.filter(({ value }) => Array.isArray(value) && value.length === 0).map(({ path }) => path),
    ),
  }
}

/** The tree with what the flags write; a prepend or an AS path by flag takes the place of either. */
export const applied = (tree: unknown, entries: readonly FlagEntry[]): unknown => {
  const isPath = ({ path: [section, key] }: FlagEntry) => section === 'bgp' && (key === 'prepend' || key === 'as-path')
  const bare = entries.some(isPath) ? withoutValue(withoutValue(tree, ['bgp', 'prepend']), ['bgp', 'as-path']) : tree
  return entries.reduce((grown, { path, value }) => withValue(grown, path, value), bare)
}

/** The flag that wrote the value at a path, if one did. */
export const flagPlace = (labels: readonly FlagLabel[], path: Path): Place | undefined => {
  const [closest] = labels
    .filter((candidate) => candidate.path.every((step, index) => path[index] === step))
    .sort((one, other) => other.path.length - one.path.length)
  return closest && { kind: 'flag', label: closest.label, path: path.slice(closest.path.length) }
}

type ReadFlag = {
  readonly name: FlagName
  readonly label: string
  readonly values: readonly unknown[]
  readonly problems: readonly Problem[]
}

type Part = Pick<FlagTree, 'entries' | 'labels'>

const main = ['services', 'main']

const readFlag = (name: FlagName, { label, values }: FlagValue): ReadFlag => {
  const results = values.map((text) => ({ text, result: readValue(name, text) }))
  // A password may have been written where its name belongs.
  const got = (texts: readonly string[]) =>
    name === 'credentials' || name === 'peer' ? undefined : texts.map((text) => shown(text || undefined)).join(' and ')
  const unreadable = results.flatMap(({ text, result }) => (result.ok ? [] : [problem(label, result.expected, got([text]))]))
  const repeated = !flags[name].repeatable && values.length > 1 ? [problem(label, 'one value', got(values))] : []
  return { name, label, values: results.flatMap(({ result }) => (result.ok ? [result.value] : [])), problems: [...unreadable, ...repeated] }
}

const readValue = (name: FlagName, text: string): Parsed<unknown> => {
  if (text === '') return expected('a value')
  if (name === 'tier') return readPairs(text)
  if (name === 'down' || name === 'next-hop' || name === 'peer' || name === 'damping')
    return text.includes('=') ? readPairs(text) : parsed(text)
  return name === 'credentials' ? readCredentials(text) : parsed(text)
}

// `capacity=25% prepend=2` is the map {capacity: 25%, prepend: 2}.
const readPairs = (text: string): Parsed<unknown> => {
  const pairs = text
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(/=(.*)/s))
  const sound = pairs.every(([key, value]) => key !== '' && value !== undefined && value !== '')
  return sound && new Set(pairs.map(([key]) => key)).size === pairs.length
    ? parsed(Object.fromEntries(pairs))
    : expected('key=value pairs separated by spaces, every key once')
}

const readCredentials = (text: string): Parsed<unknown> => {
  const [, kind, rest] = /^(env|file):(.+)$/.exec(text) ?? []
  return kind === undefined ? expected('env:NAME or file:/path') : parsed({ [kind]: rest })
}

const part = ({ name, label, values }: ReadFlag): Part => {
  const path = flags[name].to === 'service' ? [...main, ...flags[name].path] : flags[name].path
  if (values.length === 0) return { entries: [], labels: [] }
  return flags[name].repeatable
    ? { entries: [{ path, value: values }], labels: [{ path, label }, ...values.map((_, index) => ({ path: [...path, index], label }))] }
    : { entries: [{ path, value: values[0] }], labels: [{ path, label }] }
}

// So that a service without VIPs or checks is a problem of the flags that are missing.
const vipsPart = (described: readonly ReadFlag[]): Part =>
  described.some(({ name, values }) => name === 'vip' && values.length > 0)
    ? { entries: [], labels: [] }
    : { entries: [{ path: [...main, 'vips'], value: [] }], labels: [{ path: [...main, 'vips'], label: '--vip' }] }

const checksPart = (checks: readonly ReadFlag[]): Part => {
  const path = [...main, 'checks']
  const written = checks.flatMap(({ name, label, values }) => values.map((value) => ({ name, label, value })))
  const kinds = flagNames.filter((name) => flags[name].to === 'check').map((name) => `--${name}`)
  return {
    entries: [{ path, value: written.map(({ name, value }) => ({ [name]: value })) }],
    labels: [{ path, label: kinds.join(', ') }, ...written.map(({ name, label }, index) => ({ path: [...path, index, name], label }))],
  }
}

const problem = (label: string, expectation: string, got: string | undefined): Problem => ({
  place: { kind: 'flag', label, path: [] },
  text: sentence({ path: [], expected: expectation, got }),
})
