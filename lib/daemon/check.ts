// What does `exabgp-haproxy check` do: is the configuration valid, and what would be announced right now?
import type { Config } from '../config/config.ts'
import { formatProblem } from '../config/problem.ts'
import { lookForMaintenanceFile } from '../io/maintenance.ts'
import { print } from '../io/print.ts'
import { probeReport } from '../report/probe.ts'
import { configure, exitMisconfigured, type Start } from './configure.ts'
import { askOnce } from './once.ts'
import { createProbes } from './probes.ts'

/** Resolves to the exit status: 0, or 78 for a configuration that `run` would refuse. */
export const check = async ({ probe, ...start }: Start & { readonly probe: boolean }): Promise<number> => {
  const configured = await configure(start)
  if (!configured.ok) {
    print('stderr', configured.problems.map(formatProblem))
    return exitMisconfigured
  }
  print('stdout', [summary(configured.config)])
  if (probe) print('stdout', await probeAll(configured.config))
  return 0
}

const probeAll = async (config: Config): Promise<readonly string[]> => {
  const probes = createProbes(config, () => {})
  const inMaintenance = config.services.flatMap(({ name, maintenanceFile }) => {
    const forMs = maintenanceFile === undefined ? undefined : lookForMaintenanceFile(maintenanceFile)
    return forMs === undefined ? [] : [[name, forMs] as const]
  })
  const asked = await askOnce(config, probes, new Map(inMaintenance))
  probes.stop()
  return probeReport(asked)
}

const summary = ({ services }: Config): string => {
  const vips = services.reduce((sum, service) => sum + service.vips.length, 0)
  return `the configuration is valid: ${count(services.length, 'service')}, ${count(vips, 'VIP')}`
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
