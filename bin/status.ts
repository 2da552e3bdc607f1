// How is `exabgp-haproxy status` carried out, with nothing loaded that it does not need?
import parse from 'yargs-parser'
import { refuseQuestion } from '../lib/commands/status/refuse.ts'
import { statusCommand } from '../lib/commands/status.ts'
import { impossibleWords } from '../lib/config/flags/arguments.ts'
import { asWritten, withNegativeValues } from '../lib/config/flags/words.ts'
import { formatProblem } from '../lib/config/problems/problem.ts'
import { leave } from '../lib/io/leave.ts'
import { statusFlagsThatTake } from './status-flags.ts'

/** Monitoring asks every few seconds, on every machine. `words`: of the command line, without a wish for help. */
export const main = async (words: readonly string[]): Promise<void> => leave(await statusOf(withNegativeValues(words)))

const statusOf = async (words: readonly string[]): Promise<number> => {
  const impossible = impossibleWords(words)
  if (impossible.length > 0) {
    return refuseQuestion(
      impossible.map(formatProblem),
      words.some((word) => /^--plugin(=|$)/.test(word)),
    )
  }
  const [string, boolean] = [statusFlagsThatTake('text'), statusFlagsThatTake('nothing')]
  return statusCommand(parse([...words], { string: [...string], boolean: [...boolean], configuration: asWritten }))
}
