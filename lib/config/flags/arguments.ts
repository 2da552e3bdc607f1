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
  return [...unknownWords(words), ...strange.map((name) => unknownFlag(name, own))]
}

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
]

// How long `drain` waits is its value.
const takesNone = (name: string, command: string | undefined): boolean =>
  switches.includes(name) || (name === 'wait' && command === 'status')

/** Words that would mean something to the library that reads the command line, and nothing to a person: flags with names that JavaScript knows, and values of those that take none. */
export const impossibleWords = (words: readonly string[]): readonly Problem[] =>
  words.flatMap((word) => {
    const [, name = '', value] = /^--?([^=]*)(=.*)?$/s.exec(word) ?? []
    if (name in {}) return [unknownFlag(name, [])]
    if (value === undefined || !takesNone(name, words[0])) return []
    return [problemAt(`--${name}`, { path: [], expected: 'no value', got: shown(value.slice(1)) })]
  })

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

export const unknownFlag = (name: string, known: readonly string[]): Problem => {
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
