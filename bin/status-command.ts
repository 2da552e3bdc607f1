// What does the command take that asks the running process how it stands?
import type { Argv } from 'yargs'

type Parsed = Readonly<Record<string, unknown>>

export const withStatusCommand = (program: Argv): Argv =>
  program.command('status', 'ask the running process what it announces, since when, and why', withStatus, runStatus)

const ofThis = 'This command:'

/** Which of the processes on this machine; without one all are asked. */
const withProcess = (command: Argv): Argv =>
  command
    .option('process', { string: true, group: ofThis, describe: 'only the process of this name, as the first line of status has it' })
    .option('socket', { string: true, group: ofThis, describe: 'its control socket, where it is not in a usual place' })

const withStatus = (command: Argv): Argv =>
  withProcess(command)
    .option('service', { string: true, group: ofThis, describe: 'all about this service, and nothing else (repeatable)' })
    .option('json', { boolean: true, group: ofThis, describe: 'one line of JSON for each process (dist/status.schema.json)' })
    .option('plugin', { boolean: true, group: ofThis, describe: 'one line for a monitoring system, with perfdata' })
    .option('watch', {
      boolean: true,
      group: ofThis,
      describe: 'show it again whenever it changes, until q; with --json a line for each change',
    })
    .option('wait', { boolean: true, group: ofThis, describe: 'until it has come to what --for says' })
    .option('for', { string: true, group: ofThis, describe: 'announced (default), down, or idle: down, and HAProxy has no session left' })
    .option('timeout', { string: true, group: ofThis, describe: 'how long --wait waits at the most, such as 30s (default 5m)' })
    .option('history', { boolean: true, group: ofThis, describe: 'what has become of the services lately, and why' })
    .option('since', { string: true, group: ofThis, describe: 'no more of the history than this, such as 1h' })
    .option('names', { boolean: true, group: ofThis, describe: 'only the names of the services, one a line, within 200 ms' })
    .option('exit-zero', { boolean: true, group: ofThis, describe: 'exit status 0 whatever is wrong, not 1, 2 or 3' })

const runStatus = async (parsed: Parsed): Promise<void> => {
  const { statusCommand } = await import('../lib/commands/status.ts')
  process.exitCode = await statusCommand(parsed)
}
