// What do the commands take that bring another configuration to the running process?
import type { Argv } from 'yargs'
import { problemsOfOwn } from '../lib/config/flags/arguments.ts'
import { given, ofThis, type Parsed, unlessWrong } from './parsed.ts'
import { type Whom, whomOf, whomWords, withWhom } from './whom.ts'

export const withReloadCommands = (program: Argv): Argv =>
  program
    .command('reload', 'bring the configuration in the file into force, without an outage', withReload, runReload)
    .command('confirm', 'keep the configuration that reload --revert-in brought', withWhom, runConfirm)
    .command('undo', 'go back to the configuration before', withWhom, runUndo)

const withReload = (command: Argv): Argv =>
  withWhom(command)
    .option('dry-run', { boolean: true, group: ofThis, describe: 'print what would change and what would be sent, and change nothing' })
    .option('revert-in', { string: true, group: ofThis, describe: 'go back after this time, such as 5m, unless confirm is given before' })
    .option('abort-on', { string: true, group: ofThis, describe: 'worse: go back at once when a changed service becomes worse' })
    .option('force', { boolean: true, group: ofThis, describe: 'also where it withdraws more than reload.withdraw allows' })
    .option('replace', { boolean: true, group: ofThis, describe: 'also while another one waits to be confirmed' })
    .option('wait', {
      string: true,
      group: ofThis,
      describe: 'until all of it is announced and its checks have settled, for so long at the most (5m)',
    })

const own = [...whomWords, 'dry-run', 'revert-in', 'abort-on', 'force', 'replace', 'wait']

const runReload = (parsed: Parsed): Promise<void> =>
  ordered(parsed, own, async (whom) => {
    const { reload } = await import('../lib/commands/reload.ts')
    return reload(whom, {
      dryRun: parsed['dry-run'] === true,
      force: parsed.force === true,
      replace: parsed.replace === true,
      ...Object.fromEntries([
        ...given('revert-in', 'revertIn', parsed),
        ...given('abort-on', 'abortOn', parsed),
        ...given('wait', 'wait', parsed),
      ]),
    })
  })

const runConfirm = (parsed: Parsed): Promise<void> =>
  ordered(parsed, whomWords, async (whom) => (await import('../lib/commands/confirm.ts')).confirm(whom))

const runUndo = (parsed: Parsed): Promise<void> =>
  ordered(parsed, whomWords, async (whom) => (await import('../lib/commands/undo.ts')).undo(whom))

const ordered = (parsed: Parsed, known: readonly string[], run: (whom: Whom) => Promise<number>): Promise<void> =>
  unlessWrong(problemsOfOwn(parsed, known), exitRefused, () => run(whomOf(parsed)))

/** As orders that the process refuses. */
const exitRefused = 2
