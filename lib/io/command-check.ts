// Does a command of the operator's exit with status 0?
import { essenceOf } from '../config/check-key.ts'
import { vipsVariable } from '../config/findings/command-environment.ts'
import type { CommandCheck } from '../config/schema/checks/command.ts'
import { type Evidence, failing, passing, unknown } from '../health/evidence.ts'
import { duration } from '../values/span.ts'
import { type GroupEnd, type GroupRun, hasEnded, runGroup } from './process-group.ts'
import { whyNotStarted } from './start-problems.ts'

export type CommandContext = {
  readonly service: string
  readonly vips: readonly string[]
  /** Kills what runs when it aborts. */
  readonly signal?: AbortSignal
}

/** The last run of each that was killed, by what it is: a reload may make another check of it. */
const lingering = new Map<string, GroupRun>()

/**
 * Runs the command once, for at most `check.timeoutMs`, with RHI_SERVICE and RHI_VIPS (separated by spaces, as far as they fit) in its environment. `onOutput` gets
 * each line that it wrote. A command that cannot be started is unknown, never failing. While a run that was killed has not
 * ended there is no other one, which counts as failing. Never throws.
 */
export const probeCommand = async (check: CommandCheck, context: CommandContext, onOutput: (line: string) => void): Promise<Evidence> => {
  const name = `${context.service} ${essenceOf(check)}`
  if (!(await hasEnded(lingering.get(name)))) return { ...failing(neverEnding), alarm: true }
  lingering.delete(name)
  const run = start(check, context)
  const { end, output } = await run.ended
  // Whether it is alive still costs a look at all processes, which is left to the next one.
  if (end.kind === 'timeout' || end.kind === 'aborted') lingering.set(name, run)
  for (const line of linesOf(output)) onOutput(line)
  return judge(end, check)
}

const neverEnding = 'its last run was killed and does not end, so it is not started again'

const start = ({ command, timeoutMs }: CommandCheck, { service, vips, signal }: CommandContext): GroupRun => {
  const argv = command.kind === 'shell' ? (['/bin/sh', '-c', command.text] as const) : command.argv
  const list = vipsVariable(vips)
  return runGroup({ argv, environment: { RHI_SERVICE: service, ...(list !== undefined && { RHI_VIPS: list }) }, timeoutMs, signal })
}

const judge = (end: GroupEnd, { command, timeoutMs }: CommandCheck): Evidence => {
  switch (end.kind) {
    case 'exited':
      if (command.kind === 'shell' && end.status === 127) return unknown('exit status 127: the shell found no such command')
      if (command.kind === 'shell' && end.status === 126) return unknown('exit status 126: the shell may not run the command')
      return end.status === 0 ? passing('exit status 0') : failing(`exit status ${end.status}`)
    case 'killed':
      return failing(`killed by ${end.signal}`)
    case 'timeout':
      return failing(`no exit within ${duration(timeoutMs)}`)
    case 'aborted':
      return unknown('stopped before it ended')
    case 'not-started':
      return unknown(`it cannot be started: ${whyNotStarted(end.reason)}`)
  }
}

const linesOf = (output: string): readonly string[] => output.split(/\r?\n/).filter((line) => line !== '')
