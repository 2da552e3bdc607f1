// Why is the last good configuration in force at a start, and not what the file says?
import { formatProblem, type Problem } from '../config/problems/problem.ts'
import type { Choice } from '../record/kept-config.ts'
import type { Fallback } from '../status/facts.ts'

export const brokenLine = (file: string | undefined): string =>
  `the configuration is broken: the last good one is in force; correct ${file}, then reload`

export const unreadLine = (file: string | undefined): string =>
  `the configuration cannot be read: what was in force last is in force again; make ${file} readable, then reload`

/** The file is broken, or cannot be read, as the `line` of the log says; the first problem is told with its place. */
export const insteadOfBroken = (line: string, problems: readonly Problem[]): Fallback => {
  const [first, ...more] = problems.filter(({ warning }) => warning !== true)
  const problem = first === undefined ? '' : `: ${formatProblem(first)}`
  return { why: 'broken', what: `${line}${problem}${more.length === 0 ? '' : ` (and ${more.length} more)`}` }
}

/** The file says what was not confirmed, made processes crash, or was taken back. */
export const insteadOfRefused = (file: string | undefined, why: NonNullable<Choice['why']>): Fallback => ({
  why,
  what: `${reasons[why]}: the last good configuration is in force; what runs differs from ${file}; reload takes the file`,
})

const reasons = {
  expired: 'nobody has confirmed the configuration',
  crashing: 'the process has ended again and again with the new configuration',
  'taken back': 'the configuration in the file was taken back',
} as const
