// What does --help tell of the command that asks the running process how it stands?
import type { Argv } from 'yargs'
import { ofThis, type Parsed } from './parsed.ts'
import { statusFlags } from './status-flags.ts'

export const withStatusCommand = (program: Argv): Argv =>
  program.command('status', 'ask the running process what it announces, since when, and why', withStatus, runStatus)

const withStatus = (command: Argv): Argv =>
  Object.entries(statusFlags).reduce(
    (options, [name, { takes, description }]) =>
      options.option(name, { [takes === 'text' ? 'string' : 'boolean']: true, group: ofThis, describe: description }),
    command,
  )

const runStatus = async (parsed: Parsed): Promise<void> => {
  const { statusCommand } = await import('../lib/commands/status.ts')
  process.exitCode = await statusCommand(parsed)
}
