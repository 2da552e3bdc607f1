// Does an api of an exabgp.conf hear a process, by its list or by an expression?
import type { ConfApi } from './exabgp-conf.ts'

/** Undefined where that cannot be told: expressions are those of Python, and only what means the same to both is read. */
export const hears = ({ processes, matches }: ConfApi, process: string): boolean | undefined => {
  const judged = [processes.includes(process), ...matches.map((expression) => matchesName(expression, process))]
  return judged.includes(true) ? true : judged.includes(undefined) ? undefined : false
}

/** Whether the beginning of the name fits, as ExaBGP asks; undefined where that cannot be told. */
export const matchesName = (expression: string, name: string): boolean | undefined => {
  if (!isPlain.test(expression) || !isAscii.test(name)) return undefined
  try {
    return new RegExp(`^(?:${expression})`).test(name)
  } catch {
    return undefined
  }
}

/** Letters, classes, groups and repetitions; nothing such as `(?i)`, `\Z` or `a*+`. */
const isPlain = /^(?:[(|^$]|(?:[\w .:@/-]|\\[^A-Za-z\d]|\\[dw]|\[\^?[\w.-]+\]|\))(?:[*+?]|\{\d+(?:,\d*)?\})?)*$/

const isAscii = /^[ -~]*$/
