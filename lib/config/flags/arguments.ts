// Which words of the command line mean nothing, whatever the configuration?
import { nearest } from '../problems/nearest.ts'
import { concealed, type Problem, problemAt, sentence, shown } from '../problems/problem.ts'

/** The commands, the default one first. */
export const commands = [
  'run',
  'check',
  'exabgp-conf',
  'explain',
  'migrate',
  'doctor',
  'hooks',
  'status',
  'metrics',
  'drain',
  'resume',
  'check-now',
  'reload',
  'confirm',
  'undo',
] as const

/** What is wrong with the flags of a command that asks the running process, and takes none of a configuration. */
export const problemsOfOwn = (parsed: Readonly<Record<string, unknown>>, own: readonly string[]): readonly Problem[] => {
  const { _: words, $0: _, help: _help, version: _version, ...options } = parsed
  const strange = Object.keys(options).filter((name) => !own.includes(name))
  const asksRunning = own.includes('socket')
  const problems = strange.map((name) => (name === 'config' && asksRunning ? fileOfRunning : unknownFlag(name, own)))
  return [...unknownWords(words), ...problems, ...namesNobody(parsed)]
}

const fileOfRunning = problemAt('--config', {
  path: [],
  expected: 'no file: the running process reads the one that it was started with',
  got: undefined,
})

// Who picks a process, and says which one by an empty word.
const namesNobody = (parsed: Readonly<Record<string, unknown>>): readonly Problem[] =>
  (
    [
      ['process', 'a name'],
      ['socket', 'a path'],
    ] as const
  ).flatMap(([flag, expected]) =>
    [parsed[flag] ?? []].flat().includes('') ? [problemAt(`--${flag}`, { path: [], expected, got: 'nothing' })] : [],
  )

/** Flags that take no value. */
const switches = [
  'help',
  'version',
  'probe',
  'strict',
  'sent',
  'all',
  'json',
  'watch',
  'plugin',
  'history',
  'exit-zero',
  'names',
  'dry-run',
  'force',
  'replace',
  'verify',
  'shadow',
  'pre',
  'list',
  'test',
]

// How long `drain` waits is its value.
const takesNone = (name: string, command: string | undefined): boolean =>
  switches.includes(name) || (name === 'wait' && command === 'status')

/** Words that would mean something to the library that reads the command line, and nothing to a person: flags with names that JavaScript knows, and values of those that take none. */
export const impossibleWords = (words: readonly string[]): readonly Problem[] =>
  words.flatMap((word, index) => {
    const [, name = '', joined] = /^--?([^=]*)(=.*)?$/s.exec(word) ?? []
    if (name in {}) return [unknownFlag(name, [])]
    if (!takesNone(name, words[0])) return []
    const time = name === 'wait' ? timeIn(joined?.slice(1) ?? words[index + 1]) : undefined
    const value = joined?.slice(1) ?? time
    if (value === undefined) return []
    return [problemAt(`--${name}`, { path: [], expected: 'no value', got: shown(value), meant: time && `--wait --timeout ${time}` })]
  })

// Other commands take it so.
const timeIn = (word: string | undefined): string | undefined => (word !== undefined && /^\d/.test(word) ? word : undefined)

/** What stands in the place of a command. `forPeople`: it is one, which ends at once, and ExaBGP starts again what ends. */
export type NoCommand = { readonly text: string; readonly meant: string | undefined; readonly forPeople?: true }

/** Undefined where nothing does, or a command; which one it is decides the first word that is no flag. */
export const noCommandIn = ({ _: words, ...options }: Readonly<Record<string, unknown>>): NoCommand | undefined => {
  const [first] = [words ?? []].flat().map(String)
  if (first !== undefined)
    return commands.some((command) => command === first) ? undefined : { text: first, meant: nearest(first, commands) }
  const [late] = Object.entries(options).flatMap(([name, value]) => (isLate(name, value) ? [[`--${name}`, String(value)]] : []))
  return late && { text: late.join(' '), meant: late.toReversed().join(' ') }
}

// Before a command is known, the word behind a flag is its value.
const isLate = (name: string, value: unknown): boolean => {
  const command = commands.find((one) => one === value)
  return command !== undefined && takesNone(name, command)
}

/** A flag that does not exist, or only behind the command that was read as its value. */
export const strangeFlag = (name: string, value: unknown, known: readonly string[]): Problem =>
  isLate(name, value)
    ? problemAt(`--${name}`, { path: [], expected: 'the command first', got: undefined, meant: `${value} --${name}` })
    : unknownFlag(name, known)

export const unknownWords = (words: unknown): readonly Problem[] => {
  const [first, ...rest] = [words].flat().map(String)
  const known = commands.some((command) => command === first)
  // What follows a misspelt command may be right for the command that is meant.
  const unexpected = first === undefined || known ? rest : isFile(first) ? [first, ...rest] : [first]
  return unexpected.map((word, index) => {
    const isCommand = index === 0 && !known
    return {
      place: { kind: 'flag', label: '', path: [] },
      text: sentence({
        path: [],
        expected: isCommand ? `flags, or one of the commands ${commands.join(', ')}` : 'flags only',
        got: shown(word),
        meant: isFile(word) ? `--config ${word}` : isCommand ? nearest(word, [...commands, '--help', '--version']) : undefined,
      }),
    }
  })
}

const isFile = (word: string): boolean => /\.ya?ml$/.test(word)

const unknownFlag = (name: string, known: readonly string[]): Problem => {
  const meant = nearest(name, known)
  return {
    place: { kind: 'flag', label: name.length === 1 ? `-${name}` : `--${concealed(name)}`, path: [] },
    text: sentence({
      path: [],
      expected: meant === undefined ? 'a known flag, as --help lists them' : 'a known flag',
      got: undefined,
      meant: meant && `--${meant}`,
    }),
  }
}
