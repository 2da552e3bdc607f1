// What does a `run` line of exabgp.conf ask this program for?
import parse from 'yargs-parser'
import { noCommandIn } from '../../config/flags/arguments.ts'
import { optionsOfRun } from '../../config/flags/flags.ts'
import { wordForPeople } from '../../config/flags/for-people.ts'
import { readArguments } from '../../config/flags/read-arguments.ts'
import { withNegativeValues } from '../../config/flags/words.ts'
import type { Start } from '../../daemon/configure.ts'
import { isProgram } from '../../doctor/checks/exabgp.ts'

/** As `run` reads it. */
export const startOf = (run: readonly string[]): Start => readArguments(parse([...wordsIn(run)], optionsOfRun), {}, ['shadow'])

/** What stands there in the place of `run`; undefined where nothing does. */
export const notRun = (run: readonly string[]): string | undefined => {
  const words = wordsIn(run)
  const parsed = parse([...words], optionsOfRun)
  return wordForPeople(parsed, words) ?? noCommandIn(parsed)?.text
}

// Those behind the program, whatever starts that.
const wordsIn = (run: readonly string[]): readonly string[] => withNegativeValues(run.slice(run.findIndex(isProgram) + 1))
