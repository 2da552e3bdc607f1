// Does the environment want a shadow?
import { type Problem, problemAt, shown } from '../problems/problem.ts'
import { shadowVariable } from './flags.ts'

/** A word that says neither is a mistake: who set it may have wanted nothing announced. */
export const shadowWish = (
  environment: Readonly<Record<string, string | undefined>>,
): { readonly shadow: boolean; readonly problems: readonly Problem[] } => {
  const word = (environment[shadowVariable] ?? '').trim()
  const shadow = wanted.includes(word.toLowerCase())
  if (shadow || unwanted.includes(word.toLowerCase())) return { shadow, problems: [] }
  const expected = `one of ${[...wanted, ...unwanted.filter((one) => one !== '')].join(', ')}`
  return { shadow, problems: [problemAt(shadowVariable, { path: [], expected, got: shown(word) })] }
}

const wanted: readonly string[] = ['1', 'true', 'yes', 'on']
const unwanted: readonly string[] = ['', '0', 'false', 'no', 'off']
