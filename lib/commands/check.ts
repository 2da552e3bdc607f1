// What does `exabgp-haproxy check` do: is the configuration valid, and what would be announced right now?
import { parsePrefix } from '../bgp/prefix.ts'
import type { Config } from '../config/config.ts'
import { formatProblem, type Problem } from '../config/problems/problem.ts'
import { configure, type Start } from '../daemon/configure.ts'
import { probeEvents } from '../daemon/events.ts'
import { lookForMaintenance } from '../daemon/maintenance.ts'
import { createProbes } from '../daemon/probes.ts'
import { groupId } from '../io/groups.ts'
import { ownAddresses } from '../io/own-addresses.ts'
import { exitUnwritable, print, printResult } from '../io/print.ts'
import { proxyNames } from '../io/proxy-names.ts'
import { concernLines, concernsOf } from '../log/concerns.ts'
import { probeReport } from '../log/probe.ts'
import { ringProbe } from '../log/ring.ts'
import { missingSentence, missingVips } from '../policy/missing-vips.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { askOnce } from './ask-once.ts'

/** `strict`: warnings count as well. */
type CheckOptions = { readonly probe: boolean; readonly strict: boolean }

/** HAProxy has just answered. */
const namesWithinMs = 2000

/** What probing found wants mending. */
const exitWrong = 1

/**
 * Resolves to the exit status: 0, 1 where probing found something wrong (with `strict` also something worth a remark), or 78 for a
 * configuration that `run` would refuse, or with `strict` one that it would warn about.
 */
export const check = async ({ probe, strict, ...start }: Start & CheckOptions): Promise<number> => {
  const configured = await configure(start)
  const problems = configured.ok ? configured.warnings : configured.problems
  await print('stderr', problems.map(formatProblem))
  if (!configured.ok || (strict && problems.length > 0)) return exitMisconfigured
  if (!(await print('stdout', [summary(configured.config, problems)]))) return exitUnwritable
  return probe ? probeAll(configured.config, strict) : 0
}

const probeAll = async (config: Config, strict: boolean): Promise<number> => {
  const probes = createProbes(() => {})
  const { asked, statistics } = await askOnce(config, probes, await lookForMaintenance(config))
  probes.stop()
  const surroundings = {
    statistics,
    names: statistics?.ok === true ? await proxyNames(config.haproxy.stats, namesWithinMs) : undefined,
    ring: await probeEvents(config),
    missingVips: missingSentences(config),
    missingGroup: await missingGroup(config),
  }
  const concerns = concernsOf(
    asked.map(({ service }) => service),
    surroundings,
  )
  const { ring } = surroundings
  const lines = [...(ring === undefined ? [] : [ringProbe(ring.report, ring.name)]), ...probeReport(asked), ...concernLines(concerns)]
  const isWrong = concerns.wrong.length > 0 || (strict && concerns.remarks.length > 0)
  return printResult(lines, isWrong ? exitWrong : 0)
}

// By service; empty where nobody knows.
const missingSentences = (config: Config): ReadonlyMap<string, string> => {
  const look = ownAddresses()
  const addresses = look.ok ? look.addresses.map(parsePrefix).flatMap((read) => (read.ok ? [read.value] : [])) : []
  const found = look.ok ? missingVips(config, addresses) : []
  return new Map(found.map(({ service, vips }) => [service, missingSentence(vips)]))
}

// Undefined where none is missing, or nobody knows.
const missingGroup = async ({ control: { group } }: Config): Promise<string | undefined> =>
  group !== undefined && (await groupId(group).catch(() => 0)) === undefined ? group : undefined

const summary = ({ services }: Config, warnings: readonly Problem[]): string => {
  const vips = services.reduce((sum, service) => sum + service.vips.length, 0)
  const warned = warnings.length === 0 ? '' : `, ${count(warnings.length, 'warning')}`
  return `the configuration is valid: ${count(services.length, 'service')}, ${count(vips, 'VIP')}${warned}`
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
