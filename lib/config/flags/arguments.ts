// What did the command line say, and which of it does not exist?
import { nearest } from '../problems/nearest.ts'
import { concealed, type Problem, problemAt, sentence, shown } from '../problems/problem.ts'
import {
  environmentValues,
  type FlagName,
  type FlagValues,
  flagNames,
  isFlagName,
  unknownVariables,
  variableOf,
  variablePrefix,
} from './flags.ts'

/** The commands, the default one first. */
export const commands = [
  'run',
  'check',
  'exabgp-conf',
  'explain',
  'migrate',
  'status',
  'metrics',
  'drain',
  'resume',
  'check-now',
  'reload',
  'confirm',
  'undo',
] as const

type Arguments = {
  /** The configuration file, where one is named. */
  readonly file: string | undefined
  readonly flags: FlagValues
  readonly problems: readonly Problem[]
}

/**
 * Sorts what was parsed, every value still a text, and what the environment gives, over which a flag goes. `own` names the flags of the
 * command that set nothing, such as `probe`.
 */
export const readArguments = (
  parsed: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  own: readonly string[],
): Arguments => {
  const { _: words, $0: _, help: _help, version: _version, ...options } = parsed
  const names = Object.keys(options).filter((name) => !own.includes(name))
  const given: FlagValues = Object.fromEntries(
    names.filter(isFlagName).map((name) => [name, { label: `--${name}`, values: [options[name]].flat().map(String) }]),
  )
  const flags = { ...environmentValues(environment), ...given }
  return {
    file: flags.config?.values.find((path) => path !== ''),
    flags,
    problems: [
      ...unknownWords(words),
      ...names.filter((name) => !isFlagName(name)).map((name) => unknownFlag(name, [...flagNames, ...own])),
      ...unknownVariables(environment).map(unknownVariable),
    ],
  }
}

/** What is wrong with the flags of a command that asks the running process, and takes none of a configuration. */
export const problemsOfOwn = (parsed: Readonly<Record<string, unknown>>, own: readonly string[]): readonly Problem[] => {
  const { flags, problems } = readArguments(parsed, {}, own)
  return [...problems, ...Object.keys(flags).map((name) => unknownFlag(name, own))]
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

const unknownWords = (words: unknown): readonly Problem[] => {
  const [first, ...rest] = [words].flat().map(String)
  const known = commands.some((command) => command === first)
  const unexpected = first === undefined || known ? rest : [first, ...rest]
  return unexpected.map((word, index) => {
    const isCommand = index === 0 && !known
    return {
      place: { kind: 'flag', label: '', path: [] },
      text: sentence({
        path: [],
        expected: isCommand ? `flags, or one of the commands ${commands.join(', ')}` : 'flags only',
        got: shown(word),
        meant: isCommand ? nearest(word, commands) : undefined,
      }),
    }
  })
}

// Somebody else may have named a variable like that.
const unknownVariable = (name: string): Problem => {
  const own = nearest(
    name.slice(variablePrefix.length),
    flagNames.map((flag) => variableOf(flag).slice(variablePrefix.length)),
  )
  const meant = own && `${variablePrefix}${own}`
  const wanted = meant === undefined ? 'the variable of a flag, as EXABGP_HAPROXY_LOCAL_AS is for --local-as' : 'the variable of a flag'
  return { ...problemAt(name, { path: [], expected: wanted, got: undefined, meant }), warning: true }
}

const unknownFlag = (name: string, known: readonly (FlagName | string)[]): Problem => {
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
