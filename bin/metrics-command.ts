// What does the command take that prints what a monitoring system reads?
import type { Argv } from 'yargs'
import { problemsOfOwn } from '../lib/config/flags/arguments.ts'
import { type Parsed, unlessWrong } from './parsed.ts'
import { whomOf, whomWords, withWhom } from './whom.ts'

export const withMetricsCommand = (program: Argv): Argv =>
  program.command('metrics', "print the metrics of all processes of this machine in Prometheus' text format", withWhom, runMetrics)

const runMetrics = (parsed: Parsed): Promise<void> =>
  unlessWrong(problemsOfOwn(parsed, whomWords), exitUnknown, async () => {
    const { metricsCommand } = await import('../lib/commands/metrics.ts')
    return metricsCommand(whomOf(parsed))
  })

/** As where nobody answers. */
const exitUnknown = 3
