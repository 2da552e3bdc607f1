// Does a text match a regular expression of the operator's, in a time that grows with its length and no faster?
//
// JavaScript's own expressions may take for ever on a text of 60 letters, and nothing ends them: V8 gives up a script after a time only in `vm`,
// which ends the process where no file is left for its timer. RE2 follows all ways through an expression at once.
import { RE2JS } from 're2js'
import { expected, type Parsed, parsed } from '../../values/parsed.ts'
import type { TextPattern } from './expectation.ts'

export type Regex = Extract<TextPattern, { kind: 'regex' }>

export type Expression = (text: string) => boolean

/** Each step is taken at each letter: with this many 64 kB of the worst text take about half a second, with 20 a tenth of that. */
const mostSteps = 128

/** To RE2 these mean something, to JavaScript a letter. */
const ambiguous = /^(?:[^\\]|\\[^AzZQECGak])*\\[AzZQECGak]/

/** Reads an expression in JavaScript's notation. Refused: what only backtracking can find, and what takes too many steps. */
export const readExpression = ({ source, flags }: Regex): Parsed<Expression> => {
  const compiled = ambiguous.test(source) ? undefined : compile(source, flags)
  if (compiled === undefined) {
    return expected(
      'a /regular expression/ as RE2 knows them: without look-ahead, look-behind, back-references and escapes of its own (\\A, \\Q)',
    )
  }
  if (compiled.programSize() > mostSteps) return expected('a shorter /regular expression/, or one with smaller counts')
  // To RE2 a line ends before \n only, and may end in \r.
  return parsed(
    flags.includes('m') ? (text) => compiled.test(text) || compiled.test(text.replaceAll('\r\n', '\n')) : (text) => compiled.test(text),
  )
}

const compile = (source: string, flags: string): RE2JS | undefined => {
  try {
    return RE2JS.compile(
      RE2JS.translateRegExp(source),
      [...flags].reduce((all, flag) => all | (meaning[flag] ?? 0), 0),
    )
  } catch {
    return undefined
  }
}

const meaning: Readonly<Record<string, number>> = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL }
