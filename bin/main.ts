// Is it `run` that was asked for, or something else?
import parse from 'yargs-parser'
import { commands, readArguments } from '../lib/config/arguments.ts'
import { flagNames } from '../lib/config/flags.ts'
import { asWritten } from './words.ts'

/** Does what these words ask for. What knows the other commands and the help takes as long to load as all the rest, and `run` is in a hurry. */
export const main = async (words: readonly string[]): Promise<void> => {
  const parsed = parse([...words], { string: [...flagNames], boolean: ['help', 'version'], configuration: asWritten })
  const [first] = parsed._
  const isOther = commands.some((command) => command === first && command !== 'run')
  const isQuestion = parsed.help === true || parsed.version === true || parsed._.at(-1) === 'help'
  if (isOther || isQuestion) {
    const { commandLine } = await import('./command-line.ts')
    await commandLine(words)
    const { leave } = await import('../lib/io/leave.ts')
    await leave(Number(process.exitCode ?? 0))
  } else {
    const { run } = await import('../lib/daemon/run.ts')
    await run(readArguments(parsed, process.env, []))
  }
}
