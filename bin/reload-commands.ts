// What do the commands take that bring another configuration to the running process?
import type { Argv } from 'yargs'
import { problemsOfOwn } from '../lib/config/flags/arguments.ts'
import { formatProblem } from '../lib/config/problems/problem.ts'

export const withReloadCommands = (program: Argv): Argv =>
  program
    .command('reload', 'bring the configuration in the file into force, without an outage', withReload, runReload)
    .command('confirm', 'keep the configuration that reload --revert-in brought', withWhom, runConfirm)
    .command('undo', 'go back to the configuration before', withWhom, runUndo)

type Parsed = Readonly<Record<string, unknown>>

const ofThis = 'This command:'

const withWhom = (command: Argv): Argv =>
  command
    .option('process', { string: true, group: ofThis, describe: 'only the process of this name' })
    .option('socket', { string: true, group: ofThis, describe: 'only the process behind this control socket' })

const withReload = (command: Argv): Argv =>
  withWhom(command)
    .option('dry-run', { boolean: true, group: ofThis, describe: 'print what would change and what would be sent, and change nothing' })
    .option('revert-in', { string: true, group: ofThis, describe: 'go back after this time, such as 5m, unless confirm is given before' })
    .option('abort-on', { string: true, group: ofThis, describe: 'worse: go back at once when a changed service becomes worse' })
    .option('force', { boolean: true, group: ofThis, describe: 'also where it withdraws more than reload.withdraw allows' })
    .option('replace', { boolean: true, group: ofThis, describe: 'also while another one waits to be confirmed' })

const choice = ['process', 'socket']
const own = [...choice, 'dry-run', 'revert-in', 'abort-on', 'force', 'replace']

const runReload = (parsed: Parsed): Promise<void> =>
  ordered(parsed, own, async (whom) => {
    const { reload } = await import('../lib/commands/reload.ts')
    return reload(whom, {
      dryRun: parsed['dry-run'] === true,
      force: parsed.force === true,
      replace: parsed.replace === true,
      ...Object.fromEntries([...given('revert-in', 'revertIn', parsed), ...given('abort-on', 'abortOn', parsed)]),
    })
  })

const runConfirm = (parsed: Parsed): Promise<void> =>
  ordered(parsed, choice, async (whom) => (await import('../lib/commands/confirm.ts')).confirm(whom))

const runUndo = (parsed: Parsed): Promise<void> =>
  ordered(parsed, choice, async (whom) => (await import('../lib/commands/undo.ts')).undo(whom))

type Whom = { readonly process?: string; readonly socket?: string }

const ordered = async (parsed: Parsed, known: readonly string[], run: (whom: Whom) => Promise<number>): Promise<void> => {
  const problems = problemsOfOwn(parsed, known)
  if (problems.length > 0) {
    const { print } = await import('../lib/io/print.ts')
    await print('stderr', problems.map(formatProblem))
    process.exitCode = exitRefused
    return
  }
  process.exitCode = await run(Object.fromEntries([...given('process', 'process', parsed), ...given('socket', 'socket', parsed)]))
}

/** As orders that the process refuses. */
const exitRefused = 2

// What is said twice counts as it was said last.
const given = (name: string, as: string, parsed: Parsed): readonly (readonly [string, string])[] => {
  const value = [parsed[name] ?? []].flat().at(-1)
  return value === undefined ? [] : [[as, String(value)]]
}
