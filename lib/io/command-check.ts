// Does a command of the operator's exit with status 0?
import type { CommandCheck } from '../config/config.ts'
import { type Evidence, failing, passing, unknown } from '../health/evidence.ts'
import { duration } from './failure.ts'
import { type GroupEnd, runGroup } from './process-group.ts'

export type CommandContext = {
  readonly service: string
  readonly vips: readonly string[]
  /** Kills what runs when it aborts. */
  readonly signal?: AbortSignal
}

/**
 * Runs the command once, for at most `check.timeoutMs`, with RHI_SERVICE and RHI_VIPS (separated by spaces) in its environment. `onOutput` gets
 * each line that it wrote, safe to print. A command that cannot be started is unknown, never failing. Never throws.
 */
export const probeCommand = async (check: CommandCheck, context: CommandContext, onOutput: (line: string) => void): Promise<Evidence> => {
  const shell = check.command.kind === 'shell'
  const argv = check.command.kind === 'shell' ? (['/bin/sh', '-c', check.command.text] as const) : check.command.argv
  const environment = { RHI_SERVICE: context.service, RHI_VIPS: context.vips.join(' ') }
  const { end, output } = await runGroup({ argv, environment, timeoutMs: check.timeoutMs, signal: context.signal })
  for (const line of printableLines(output)) onOutput(line)
  return judge(end, shell, check.timeoutMs)
}

const judge = (end: GroupEnd, shell: boolean, timeoutMs: number): Evidence => {
  switch (end.kind) {
    case 'exited':
      if (shell && end.status === 127) return unknown('exit status 127: the shell found no such command')
      if (shell && end.status === 126) return unknown('exit status 126: the shell may not run the command')
      return end.status === 0 ? passing('exit status 0') : failing(`exit status ${end.status}`)
    case 'killed':
      return failing(`killed by ${end.signal}`)
    case 'timeout':
      return failing(`no exit within ${duration(timeoutMs)}`)
    case 'aborted':
      return unknown('stopped before it ended')
    case 'not-started':
      return unknown(`it cannot be started: ${startProblems[end.reason] ?? end.reason}`)
  }
}

const startProblems: Readonly<Record<string, string>> = { ENOENT: 'no such file', EACCES: 'permission denied' }

// Control and format characters could rewrite a terminal or a log.
const printableLines = (output: string): readonly string[] =>
  output
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`))
