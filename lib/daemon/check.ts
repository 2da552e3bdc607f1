// What does `exabgp-haproxy check` do: is the configuration valid, and what would be announced right now?
import type { Config } from '../config/config.ts'
import { formatProblem, type Problem } from '../config/problem.ts'
import { lookForMaintenanceFile } from '../io/maintenance.ts'
import { exitUnwritable, print, printResult } from '../io/print.ts'
import { probeReport } from '../report/probe.ts'
import { configure, exitMisconfigured, type Start } from './configure.ts'
import { probeEvents } from './events.ts'
import { askOnce } from './once.ts'
import { createProbes } from './probes.ts'

/** `strict`: warnings count as well. */
export type CheckOptions = { readonly probe: boolean; readonly strict: boolean }

/** Resolves to the exit status: 0, or 78 for a configuration that `run` would refuse, or with `strict` one that it would warn about. */
export const check = async ({ probe, strict, ...start }: Start & CheckOptions): Promise<number> => {
  const configured = await configure(start)
  const problems = configured.ok ? configured.warnings : configured.problems
  await print('stderr', problems.map(formatProblem))
  if (!configured.ok || (strict && problems.length > 0)) return exitMisconfigured
  if (!(await print('stdout', [summary(configured.config, problems)]))) return exitUnwritable
  return probe ? printResult(await probeAll(configured.config), 0) : 0
}

const probeAll = async (config: Config): Promise<readonly string[]> => {
  const probes = createProbes(config, () => {})
  const inMaintenance = config.services.flatMap(({ name, maintenanceFile }) => {
    const forMs = maintenanceFile === undefined ? undefined : lookForMaintenanceFile(maintenanceFile)
    return forMs === undefined ? [] : [[name, forMs] as const]
  })
  const asked = await askOnce(config, probes, new Map(inMaintenance))
  probes.stop()
  return [...(await probeEvents(config)), ...probeReport(asked)]
}

const summary = ({ services }: Config, warnings: readonly Problem[]): string => {
  const vips = services.reduce((sum, service) => sum + service.vips.length, 0)
  const warned = warnings.length === 0 ? '' : `, ${count(warnings.length, 'warning')}`
  return `the configuration is valid: ${count(services.length, 'service')}, ${count(vips, 'VIP')}${warned}`
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
