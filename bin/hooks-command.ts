// What does the command take that lists the hooks, and tries them?
import type { Argv } from 'yargs'
import { readArguments } from '../lib/config/flags/read-arguments.ts'
import { given, ofThis, type Parsed } from './parsed.ts'

/** `withFlags` adds those of a configuration. */
export const withHooksCommand = (program: Argv, withFlags: (command: Argv) => Argv): Argv =>
  program.command('hooks', 'list the hooks; with --test, run them with an example', (command) => withFlags(withOptions(command)), runHooks)

const withOptions = (command: Argv): Argv =>
  command
    .option('test', { boolean: true, group: ofThis, describe: 'run them, each for every event that calls it' })
    .option('service', { string: true, group: ofThis, describe: 'only as for this service' })
    .option('event', { string: true, group: ofThis, describe: 'only for this event, such as down' })

const own = ['test', 'service', 'event']

const runHooks = async (parsed: Parsed): Promise<void> => {
  const { hooks } = await import('../lib/commands/hooks.ts')
  const choice: { service?: string; event?: string } = Object.fromEntries([
    ...given('service', 'service', parsed),
    ...given('event', 'event', parsed),
  ])
  process.exitCode = await hooks(readArguments(parsed, process.env, own), { ...choice, test: parsed.test === true })
}
