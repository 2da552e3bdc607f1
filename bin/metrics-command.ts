// What does the command take that prints what a monitoring system reads?
import type { Argv } from 'yargs'
import { readArguments } from '../lib/config/flags/read-arguments.ts'
import { formatProblem } from '../lib/config/problems/problem.ts'

type Parsed = Readonly<Record<string, unknown>>

const ofThis = 'This command:'

export const withMetricsCommand = (program: Argv): Argv =>
  program.command('metrics', "print the metrics of all processes of this machine in Prometheus' text format", withProcess, runMetrics)

const withProcess = (command: Argv): Argv =>
  command
    .option('process', { string: true, group: ofThis, describe: 'only the process of this name' })
    .option('socket', { string: true, group: ofThis, describe: 'only the process behind this control socket' })

const runMetrics = async (parsed: Parsed): Promise<void> => {
  const { problems } = readArguments(parsed, {}, ['process', 'socket'])
  if (problems.length > 0) {
    const { print } = await import('../lib/io/print.ts')
    await print('stderr', problems.map(formatProblem))
    process.exitCode = exitUnknown
    return
  }
  const { metricsCommand } = await import('../lib/commands/metrics.ts')
  process.exitCode = await metricsCommand(Object.fromEntries([...given('process', parsed), ...given('socket', parsed)]))
}

/** As where nobody answers. */
const exitUnknown = 3

// What is said twice counts as it was said last.
const given = (name: string, parsed: Parsed): readonly (readonly [string, string])[] => {
  const value = [parsed[name] ?? []].flat().at(-1)
  return value === undefined ? [] : [[name, String(value)]]
}
