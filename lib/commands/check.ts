// What does `exabgp-haproxy check` do: is the configuration valid, and what would be announced right now?
import type { Config } from '../config/config.ts'
import { formatProblem, type Problem } from '../config/problems/problem.ts'
import { configure, type Start } from '../daemon/configure.ts'
import { ending } from '../io/ending.ts'
import { exitUnwritable, print, printResult } from '../io/print.ts'
import { concernLines } from '../log/concerns.ts'
import { probeReport } from '../log/probe.ts'
import { ringProbe } from '../log/ring.ts'
import { count } from '../values/count.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { lookAround } from './look-around.ts'

/** `strict`: warnings count as well. */
type CheckOptions = { readonly probe: boolean; readonly strict: boolean }

/** What probing found wants mending. */
const exitWrong = 1

/**
 * Resolves to the exit status: that of a signal which ended it, else 0, 1 where probing found something wrong (with `strict` also something worth a remark), or 78 for a
 * configuration that `run` would refuse, or with `strict` one that it would warn about.
 */
export const check = async ({ probe, strict, ...start }: Start & CheckOptions): Promise<number> => {
  const configured = await configure(start)
  const problems = configured.ok ? configured.warnings : configured.problems
  await print('stderr', problems.map(formatProblem))
  if (!configured.ok || (strict && problems.length > 0)) return exitMisconfigured
  if (!(await print('stdout', [summary(configured.config, problems)]))) return exitUnwritable
  if (!probe) return 0
  const { signal, status } = ending()
  return Promise.race([status, probeAll(configured.config, strict, signal)])
}

const probeAll = async (config: Config, strict: boolean, signal: AbortSignal): Promise<number> => {
  const { asked, ring, concerns } = await lookAround(config, signal)
  const lines = [...(ring === undefined ? [] : [ringProbe(ring.report, ring.name)]), ...probeReport(asked), ...concernLines(concerns)]
  if (signal.aborted) return exitWrong
  const isWrong = concerns.wrong.length > 0 || (strict && concerns.remarks.length > 0)
  return printResult(lines, isWrong ? exitWrong : 0)
}

const summary = ({ services }: Config, warnings: readonly Problem[]): string => {
  const vips = services.reduce((sum, service) => sum + service.vips.length, 0)
  const warned = warnings.length === 0 ? '' : `, ${count(warnings.length, 'warning')}`
  return `the configuration is valid: ${count(services.length, 'service')}, ${count(vips, 'VIP')}${warned}`
}
