// What does the command take that looks for what is set up wrongly?
import type { Argv } from 'yargs'
import { readArguments } from '../lib/config/flags/read-arguments.ts'
import { ofThis, type Parsed } from './parsed.ts'

/** `withFlags` adds those of a configuration. */
export const withDoctorCommand = (program: Argv, withFlags: (command: Argv) => Argv): Argv =>
  program.command(
    'doctor',
    'find what is set up wrongly on this machine, with the line that mends it; changes nothing',
    (command) => withFlags(withOptions(command)),
    runDoctor,
  )

const withOptions = (command: Argv): Argv =>
  command
    .option('exabgp-conf', { string: true, group: ofThis, describe: 'of ExaBGP; /etc/exabgp/exabgp.conf by default' })
    .option('user', { string: true, group: ofThis, describe: 'as whom root looks; the user of ExaBGP by default' })
    .option('pipes', { string: true, group: ofThis, describe: 'where the pipes of exabgpcli are; /run/exabgp by default' })
    .option('only', { string: true, group: ofThis, describe: 'only the check of this id (repeatable)' })
    .option('pre', { boolean: true, group: ofThis, describe: 'before ExaBGP runs: without what only a running one has' })
    .option('json', { boolean: true, group: ofThis, describe: 'print it as JSON, for programs' })
    .option('list', { boolean: true, group: ofThis, describe: 'print every check, and look at nothing' })

const own = ['exabgp-conf', 'user', 'pipes', 'only', 'pre', 'json', 'list']

const runDoctor = async (parsed: Parsed): Promise<void> => {
  const texts = (value: unknown): readonly string[] => [value ?? []].flat().map(String)
  const last = (name: string): string | undefined => texts(parsed[name]).at(-1)
  const { doctor } = await import('../lib/commands/doctor.ts')
  process.exitCode = await doctor(
    {
      conf: last('exabgp-conf') ?? '/etc/exabgp/exabgp.conf',
      pipes: last('pipes') ?? '/run/exabgp',
      start: readArguments(parsed, process.env, own),
    },
    {
      user: last('user'),
      only: texts(parsed.only),
      json: parsed.json === true,
      list: parsed.list === true,
      pre: parsed.pre === true,
    },
  )
}
