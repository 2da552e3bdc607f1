// What has a command of its words, and what if they are wrong?
import { formatProblem, type Problem } from '../lib/config/problems/problem.ts'

/** Words of the command line by their names, as yargs gives them. */
export type Parsed = Readonly<Record<string, unknown>>

/** The heading in --help over what a command takes itself. */
export const ofThis = 'This command:'

/** A word with a value, if it was said. What is said twice counts as it was said last. */
export const given = (name: string, as: string, parsed: Parsed): readonly (readonly [string, string])[] => {
  const value = [parsed[name] ?? []].flat().at(-1)
  return value === undefined ? [] : [[as, String(value)]]
}

/** Carries out a command with its exit status, or prints what is wrong with its words and exits with `refused`. */
export const unlessWrong = async (problems: readonly Problem[], refused: number, run: () => Promise<number>): Promise<void> => {
  if (problems.length > 0) {
    const { print } = await import('../lib/io/print.ts')
    await print('stderr', problems.map(formatProblem))
    process.exitCode = refused
    return
  }
  process.exitCode = await run()
}
