// What does the command take that moves an exabgp.conf over to this program?
import type { Argv } from 'yargs'
import { problemsOfOwn } from '../lib/config/flags/arguments.ts'
import { exitMisconfigured } from '../lib/values/exit-status.ts'
import { ofThis, type Parsed, unlessWrong } from './parsed.ts'

export const withMigrateCommand = (program: Argv): Argv =>
  program.command(
    'migrate [files..]',
    'print what an exabgp.conf with "exabgp healthcheck" becomes, and what differs; changes nothing',
    withOptions,
    runMigrate,
  )

const withOptions = (command: Argv): Argv =>
  command
    .positional('files', { string: true, describe: 'configurations of ExaBGP; /etc/exabgp/exabgp.conf by default' })
    .option('process', { string: true, group: ofThis, describe: 'only the process of this name (repeatable)' })
    .option('output', { string: true, group: ofThis, describe: 'write the new files into this folder, over none' })
    .option('json', { boolean: true, group: ofThis, describe: 'print it as JSON, for programs' })
    .option('verify', {
      boolean: true,
      group: ofThis,
      describe: 'play up, down and disabled on both sides, and print their line beside ours',
    })
    .option('exabgp', { string: true, group: ofThis, describe: 'with --verify: the program ExaBGP to play with, or its Python' })

const own = ['files', 'process', 'output', 'json', 'verify', 'exabgp']

// Its first word is the command, the rest are its files.
const runMigrate = (parsed: Parsed): Promise<void> =>
  unlessWrong(problemsOfOwn(parsed, own), exitMisconfigured, async () => {
    const texts = (value: unknown): readonly string[] => [value ?? []].flat().map(String)
    const { migrate } = await import('../lib/commands/migrate.ts')
    return migrate({
      files: texts(parsed.files),
      processes: texts(parsed.process),
      output: texts(parsed.output).at(-1),
      json: parsed.json === true,
      verify: parsed.verify === true,
      exabgp: texts(parsed.exabgp).at(-1),
    })
  })
