// What do the commands take that give orders to the running process?
import type { Argv } from 'yargs'
import { problemsOfOwn } from '../lib/config/flags/arguments.ts'
import { given, ofThis, type Parsed, unlessWrong } from './parsed.ts'
import { whomOf, whomWords, withWhom } from './whom.ts'

export const withOrderCommands = (program: Argv): Argv =>
  program
    .command(
      'drain [services..]',
      'have services leave: unattractive first, where drain is configured, then withdrawn',
      withDrain,
      runDrain,
    )
    .command('resume [services..]', 'take orders back, and let services return that wait to be ordered back', withServices, runResume)
    .command('check-now [services..]', 'ask every check of services at once', withServices, runCheckNow)

const withServices = (command: Argv): Argv =>
  withWhom(command)
    .positional('services', { string: true, describe: 'names of services' })
    .option('all', { boolean: true, group: ofThis, describe: 'every service of every process' })

const withDrain = (command: Argv): Argv =>
  withServices(command)
    .option('for', { string: true, group: ofThis, describe: 'for how long the attributes of the drain stand, in the place of drain.for' })
    .option('until', { string: true, group: ofThis, describe: 'idle: withdraw as soon as HAProxy has no session left' })
    .option('reason', { string: true, group: ofThis, describe: 'why; stop: the order ends when ExaBGP is started again' })
    .option('expire', { string: true, group: ofThis, describe: 'when it ends by itself: 2h, 3d or 2026-11-30T18:00Z' })
    .option('wait', { string: true, group: ofThis, describe: 'how long to wait until the routes are withdrawn' })

const whom = ['services', 'all', ...whomWords]
const wishes = ['for', 'until', 'reason', 'expire', 'wait'] as const

const runDrain = (parsed: Parsed): Promise<void> =>
  ordered(parsed, [...whom, ...wishes], async (order) => {
    const { drain } = await import('../lib/commands/drain.ts')
    return drain(order, Object.fromEntries(wishes.flatMap((name) => given(name, name, parsed))))
  })

const runResume = (parsed: Parsed): Promise<void> =>
  ordered(parsed, whom, async (order) => {
    const { resume } = await import('../lib/commands/resume.ts')
    return resume(order)
  })

const runCheckNow = (parsed: Parsed): Promise<void> =>
  ordered(parsed, whom, async (order) => {
    const { checkNow } = await import('../lib/commands/check-now.ts')
    return checkNow(order)
  })

type Order = { readonly services: readonly string[]; readonly all: boolean; readonly process?: string; readonly socket?: string }

const ordered = (parsed: Parsed, own: readonly string[], run: (order: Order) => Promise<number>): Promise<void> =>
  unlessWrong(problemsOfOwn(parsed, own), exitRefused, () =>
    run({ services: [parsed.services ?? []].flat().map(String), all: parsed.all === true, ...whomOf(parsed) }),
  )

/** As orders that the process refuses. */
const exitRefused = 2
