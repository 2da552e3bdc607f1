// What did the command line and the environment say of the configuration, and which of it does not exist?
import { nearest } from '../problems/nearest.ts'
import { type Problem, problemAt } from '../problems/problem.ts'
import { strangeFlag, unknownWords } from './arguments.ts'
import {
  environmentValues,
  type FlagValues,
  flagNames,
  isFlagName,
  shadowVariable,
  unknownVariables,
  variableOf,
  variablePrefix,
} from './flags.ts'
import { shadowWish } from './shadow-wish.ts'

type Arguments = {
  /** The configuration file, where one is named. */
  readonly file: string | undefined
  readonly flags: FlagValues
  /** The environment wants a shadow. */
  readonly shadow: boolean
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
  const wish = shadowWish(environment)
  return {
    file: flags.config?.values.find((path) => path !== ''),
    flags,
    shadow: wish.shadow,
    problems: [
      ...unknownWords(words),
      ...names.filter((name) => !isFlagName(name)).map((name) => strangeFlag(name, options[name], [...flagNames, ...own])),
      ...wish.problems,
      ...unknownVariables(environment).map(unknownVariable),
    ],
  }
}

// Somebody else may have named a variable like that.
const unknownVariable = (name: string): Problem => {
  const own = nearest(
    name.slice(variablePrefix.length),
    [...flagNames.map(variableOf), shadowVariable].map((variable) => variable.slice(variablePrefix.length)),
  )
  const meant = own && `${variablePrefix}${own}`
  const wanted = meant === undefined ? 'the variable of a flag, as EXABGP_HAPROXY_LOCAL_AS is for --local-as' : 'the variable of a flag'
  return { ...problemAt(name, { path: [], expected: wanted, got: undefined, meant }), warning: true }
}
