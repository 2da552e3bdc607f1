// Is it `run` that was asked for, or something else, or nothing?
import parse from 'yargs-parser'
import { noCommandIn } from '../lib/config/flags/arguments.ts'
import { optionsOfRun, variablePrefix } from '../lib/config/flags/flags.ts'
import { notForExabgp, wordForPeople } from '../lib/config/flags/for-people.ts'
import { readArguments } from '../lib/config/flags/read-arguments.ts'
import { withNegativeValues } from '../lib/config/flags/words.ts'
import { isExabgpListening } from '../lib/io/exabgp.ts'
import { startedByExabgp } from '../lib/io/started-by-exabgp.ts'

/** Does what these words ask for. What knows the other commands and the help takes as long to load as all the rest, and `run` is in a hurry. */
export const main = async (said: readonly string[]): Promise<void> => {
  const words = withNegativeValues(said)
  const parsed = parse([...words], optionsOfRun)
  const forPeople = wordForPeople(parsed, words)
  if (forPeople !== undefined && !(isExabgpListening() && startedByExabgp())) {
    const { commandLine } = await import('./command-line.ts')
    // As others have it: help, then a command.
    await commandLine(parsed._[0] === 'help' ? [...words.slice(words.indexOf('help') + 1), '--help'] : words)
    const { leave } = await import('../lib/io/leave.ts')
    await leave(Number(process.exitCode ?? 0))
  } else if (words.length === 0 && !isConfigured(process.env) && !isExabgpListening()) {
    const { tellFirstSteps } = await import('./first-steps.ts')
    process.exitCode = await tellFirstSteps()
  } else {
    const { run } = await import('../lib/daemon/run.ts')
    const start = readArguments(parsed, process.env, ['shadow'])
    // However it is written, who says it wants nothing announced.
    const shadow = start.shadow || words.some((word) => /^--shadow(=|$)/.test(word))
    await run({ ...start, shadow, noCommand: noCommandIn(parsed), ...(forPeople !== undefined && notForExabgp(forPeople)) })
  }
}

const isConfigured = (environment: NodeJS.ProcessEnv): boolean => Object.keys(environment).some((name) => name.startsWith(variablePrefix))
