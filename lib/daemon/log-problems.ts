// How does the log say what is wrong with a configuration?
import { formatProblem, type Problem } from '../config/problems/problem.ts'
import type { Logger } from '../io/logger.ts'

/** Warnings as such, everything else as errors. */
export const logProblems = (log: Logger, problems: readonly Problem[]): void => {
  for (const problem of problems) log({ level: problem.warning === true ? 'warn' : 'error', message: formatProblem(problem), fields: {} })
}
