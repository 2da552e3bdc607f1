// What do the commands beside `run` take, and what does --help tell of all of them?
import yargs, { type Argv } from 'yargs'
import { impossibleWords } from '../lib/config/flags/arguments.ts'
import { type Flag, type FlagName, flags } from '../lib/config/flags/flags.ts'
import { flagGroups } from '../lib/config/flags/groups.ts'
import { readArguments } from '../lib/config/flags/read-arguments.ts'
import { asWritten } from '../lib/config/flags/words.ts'
import { formatProblem } from '../lib/config/problems/problem.ts'
import { terminal } from '../lib/io/terminal.ts'
import { exitMisconfigured } from '../lib/values/exit-status.ts'
import packageJson from '../package.json' with { type: 'json' }
import { withDoctorCommand } from './doctor-command.ts'
import { withHooksCommand } from './hooks-command.ts'
import { withMetricsCommand } from './metrics-command.ts'
import { withMigrateCommand } from './migrate-command.ts'
import { withOrderCommands } from './order-commands.ts'
import { ofThis, type Parsed } from './parsed.ts'
import { withReloadCommands } from './reload-commands.ts'
import { withStatusCommand } from './status-command.ts'

/** Carries out a command, or prints the help or the version that was asked for; `run` is only explained here. */
export const commandLine = async (words: readonly string[]): Promise<void> => {
  const impossible = impossibleWords(words)
  if (impossible.length > 0) {
    const { print } = await import('../lib/io/print.ts')
    await print('stderr', impossible.map(formatProblem))
    process.exitCode = exitMisconfigured
    return
  }
  let answer = ''
  await described(yargs()).parseAsync([...words], {}, (_error, _parsed, output) => {
    answer = output
  })
  if (answer === '') return
  const { printResult } = await import('../lib/io/print.ts')
  process.exitCode = await printResult(withoutTypes(answer.split('\n')), 0)
}

const described = (program: Argv): Argv =>
  withCommands(program.scriptName('exabgp-haproxy').locale('en').parserConfiguration(asWritten))
    .example(examples)
    .epilogue('Every flag is an environment variable too: EXABGP_HAPROXY_LOCAL_AS for --local-as; repeatable ones hold one value a line.')
    .version(packageJson.version)
    .help()
    .alias('help', 'h')
    .wrap(Math.min(terminal().columns ?? widest, widest))
    .exitProcess(false)
    .fail(false)

/** `program` with every command, whoever listens to it. */
export const withCommands = (program: Argv): Argv =>
  withReloadCommands(
    withOrderCommands(
      withMetricsCommand(
        withStatusCommand(withDoctorCommand(withHooksCommand(withMigrateCommand(withFileCommands(program)), withFlags), withFlags)),
      ),
    ),
  )

const withFileCommands = (program: Argv): Argv =>
  program
    .command(['run', '$0'], "announce what HAProxy's health allows, as a process of ExaBGP or in a terminal", withRunFlags)
    .command('check', 'validate the configuration', withCheckFlags, runCheck)
    .command(
      'exabgp-conf',
      'print a configuration of ExaBGP for this machine, with --peer or the sessions of the file',
      withFlags,
      runExabgpConf,
    )
    .command(
      'explain [files..]',
      'replay a record: what was sent, and why; with --config, what that would have sent',
      withRecord,
      runExplain,
    )

const runCheck = async (parsed: Parsed): Promise<void> => {
  const start = readArguments(parsed, process.env, ['probe', 'strict'])
  const { check } = await import('../lib/commands/check.ts')
  process.exitCode = await check({ ...start, probe: parsed.probe === true, strict: parsed.strict === true })
}

const runExabgpConf = async (parsed: Parsed): Promise<void> => {
  const start = readArguments(parsed, process.env, [])
  const { exabgpConf } = await import('../lib/commands/exabgp-conf.ts')
  process.exitCode = await exabgpConf(start)
}

const runExplain = async (parsed: Parsed): Promise<void> => {
  const start = readArguments(parsed, {}, ['files', 'service', 'sent'])
  const { explain } = await import('../lib/commands/explain.ts')
  const texts = (value: unknown) => [value ?? []].flat().map(String)
  process.exitCode = await explain({ ...start, files: texts(parsed.files), services: texts(parsed.service), sent: parsed.sent === true })
}

// That a value is a text is no news, and took a third of the lines.
const withoutTypes = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !/^ *\[(string|boolean)\]$/.test(line)).map((line) => line.replace(/\[(string|boolean)\]$/, '').trimEnd())

/** Longer lines are hard to read. */
const widest = 120

const examples: [command: string, description: string][] = [
  ['$0 --vip 9.9.9.9/32 --backend http_back', 'in a terminal: what ExaBGP would get, and why'],
  ['$0 check --probe --config FILE', 'is it right, and what would be announced now?'],
  ['$0 explain', 'what was announced, and why'],
]

const withFlags = (command: Argv): Argv => flagGroups.reduce((options, [group, names]) => names.reduce(withFlag(group), options), command)

const withFlag =
  (group: string) =>
  (command: Argv, name: FlagName): Argv => {
    const { description, repeatable }: Flag = flags[name]
    return command.option(name, { string: true, group, describe: repeatable ? `${description} (repeatable)` : description })
  }

const withRunFlags = (command: Argv): Argv =>
  withFlags(command).option('shadow', { boolean: true, describe: 'judge and log, and send ExaBGP nothing but questions' })

const withCheckFlags = (command: Argv): Argv =>
  withFlags(
    command
      .option('probe', { boolean: true, group: ofThis, describe: 'ask every check once and print what would be announced, and why' })
      .option('strict', { boolean: true, group: ofThis, describe: 'refuse a configuration with warnings, by status 78' }),
  )

const withRecord = (command: Argv): Argv =>
  withFlags(
    command
      .positional('files', { string: true, describe: 'files of a record, in any order' })
      .option('service', { string: true, group: ofThis, describe: 'explain only this service (repeatable)' })
      .option('sent', { boolean: true, group: ofThis, describe: 'print only the lines that were sent' }),
  )
