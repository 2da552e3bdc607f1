// Which flags does `exabgp healthcheck` have (45 in 4.2, 48 in 5.0), and what does a command line of it say, as Python's argparse reads it?
import { expected, type Parsed, parsed } from '../values/parsed.ts'

type Kind = 'switch' | 'text' | 'whole' | 'number' | 'list' | 'optional'

type Flag = { readonly kind: Kind; readonly also?: readonly string[]; readonly aside?: true }

/** `aside`: what it does is no part of an announcement, and must not happen while somebody only looks. */
const table = {
  silent: { kind: 'switch', also: ['-s'], aside: true },
  'syslog-facility': { kind: 'optional', also: ['-sF'], aside: true },
  'no-syslog': { kind: 'switch', aside: true },
  debug: { kind: 'switch', also: ['-d'], aside: true },
  'no-ack': { kind: 'switch', also: ['-a'] },
  sudo: { kind: 'switch', aside: true },
  name: { kind: 'text', also: ['-n'] },
  config: { kind: 'text', also: ['-F'], aside: true },
  pid: { kind: 'text', also: ['-p'], aside: true },
  user: { kind: 'text', aside: true },
  group: { kind: 'text', aside: true },
  interval: { kind: 'number', also: ['-i'] },
  'fast-interval': { kind: 'number', also: ['-f'] },
  timeout: { kind: 'whole', also: ['-t'] },
  rise: { kind: 'whole' },
  fall: { kind: 'whole' },
  disable: { kind: 'text' },
  command: { kind: 'text', also: ['--cmd', '-c'] },
  'next-hop': { kind: 'text', also: ['-N'] },
  ip: { kind: 'list' },
  'ip-ifname': { kind: 'list' },
  'local-preference': { kind: 'whole' },
  'deaggregate-networks': { kind: 'switch' },
  'no-ip-setup': { kind: 'switch', aside: true },
  'dynamic-ip-setup': { kind: 'switch', aside: true },
  label: { kind: 'text' },
  'label-exact-match': { kind: 'switch' },
  'start-ip': { kind: 'whole' },
  'up-metric': { kind: 'whole' },
  'down-metric': { kind: 'whole' },
  'disabled-metric': { kind: 'whole' },
  increase: { kind: 'whole' },
  community: { kind: 'text' },
  'extended-community': { kind: 'text' },
  'large-community': { kind: 'text' },
  'disabled-community': { kind: 'text' },
  'as-path': { kind: 'text' },
  'up-as-path': { kind: 'text' },
  'down-as-path': { kind: 'text' },
  'disabled-as-path': { kind: 'text' },
  'withdraw-on-down': { kind: 'switch' },
  'path-id': { kind: 'whole' },
  neighbor: { kind: 'list' },
  debounce: { kind: 'switch' },
  execute: { kind: 'list', aside: true },
  'up-execute': { kind: 'list', aside: true },
  'down-execute': { kind: 'list', aside: true },
  'disabled-execute': { kind: 'list', aside: true },
} as const satisfies Readonly<Record<string, Flag>>

export type FlagOf = keyof typeof table

/** What was written: the flag that it means, its value, and the words themselves. */
export type Given = { readonly name: FlagOf; readonly value: string | undefined; readonly words: readonly string[] }

const flags: Readonly<Record<FlagOf, Flag>> = table

export const isAside = (name: FlagOf): boolean => flags[name].aside === true

const names: ReadonlyMap<string, FlagOf> = new Map(
  (Object.keys(table) as FlagOf[]).flatMap((name) => [`--${name}`, ...(flags[name].also ?? [])].map((one) => [one, name] as const)),
)

/** A number or word that is negative is a value, and so is what holds a space (argparse). */
const isValue = (word: string | undefined): word is string =>
  word !== undefined && (!word.startsWith('-') || word === '-' || /^-\d+$|^-\d*\.\d+$/.test(word) || word.includes(' '))

type Read = { readonly given: readonly Given[]; readonly used: number }

/** Reads each flag of the words, short, shortened or joined with its value. */
export const readFlags = (words: readonly string[]): Parsed<readonly Given[]> => {
  const given: Given[] = []
  for (let at = 0; at < words.length; ) {
    const read = readFlag(words, at)
    if (!read.ok) return read
    given.push(...read.value.given)
    at += read.value.used
  }
  return parsed(given)
}

const readFlag = (words: readonly string[], at: number): Parsed<Read> => {
  const [word = '', next] = words.slice(at)
  if (!word.startsWith('-') || word === '-') return expected(`a flag of exabgp healthcheck, got "${word}"`)
  const found = resolve(word)
  if (!found.ok) return found
  const { name, value } = found.value
  const { kind } = flags[name]
  if (kind === 'switch') return ofSwitch(name, words, at, value)
  if (value !== undefined) return typed({ name, value, words: [word] }, kind, 1)
  if (isValue(next)) return typed({ name, value: next, words: [word, next] }, kind, 2)
  return kind === 'optional' ? parsed({ given: [{ name, value: undefined, words: [word] }], used: 1 }) : expected(`a value behind ${word}`)
}

type Found = { readonly name: FlagOf; readonly value: string | undefined }

const resolve = (word: string): Parsed<Found> => {
  const exact = names.get(word)
  if (exact !== undefined) return parsed({ name: exact, value: undefined })
  const [, before = word, value] = /^([^=]*)=(.*)$/s.exec(word) ?? []
  const joined = names.get(before)
  if (joined !== undefined) return parsed({ name: joined, value })
  if (!word.startsWith('--')) {
    const short = names.get(word.slice(0, 2))
    return short === undefined ? expected(`a flag of exabgp healthcheck, got "${word}"`) : parsed({ name: short, value: word.slice(2) })
  }
  const meant = [...names].filter(([one]) => one.startsWith(before))
  const [only] = meant
  return only !== undefined && meant.length === 1
    ? parsed({ name: only[1], value })
    : expected(
        `a flag of exabgp healthcheck, got "${word}"${meant.length > 1 ? `, which may be ${meant.map(([one]) => one).join(' or ')}` : ''}`,
      )
}

// Short ones may stand together: -da, or -di 5.
const ofSwitch = (name: FlagOf, words: readonly string[], at: number, value: string | undefined): Parsed<Read> => {
  const word = words[at] ?? ''
  if (value === undefined) return parsed({ given: [{ name, value, words: [word] }], used: 1 })
  if (word.startsWith('--') || word.includes('=')) return expected(`no value behind --${name}, got "${value}"`)
  const rest = readFlag([`-${value}`, ...words.slice(at + 1)], 0)
  const own: Given = { name, value: undefined, words: [word.slice(0, 2)] }
  return rest.ok ? parsed({ given: [own, ...rest.value.given], used: rest.value.used }) : rest
}

const typed = (given: Given, kind: Kind, used: number): Parsed<Read> => {
  const { value = '', name } = given
  if (kind === 'whole' && !/^[+-]?\d+$/.test(value.trim())) return expected(`a whole number behind --${name}, got "${value}"`)
  if (kind === 'number' && (value.trim() === '' || Number.isNaN(Number(value))))
    return expected(`a number behind --${name}, got "${value}"`)
  return parsed({ given: [given], used })
}

/** The words that a file for `--config` stands for. */
export const wordsOfFile = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [`--${line}`] : [`--${line.slice(0, at)}`.trim(), line.slice(at + 1).trim()]
    })
