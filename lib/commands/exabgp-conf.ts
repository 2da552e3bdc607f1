// What does `exabgp-haproxy exabgp-conf` do: which configuration does ExaBGP need on this machine, as it is addressed now?
import { type Attributes, attributeTable } from '../bgp/attribute-table.ts'
import { formatProblem, type Problem, problemAt } from '../config/problems/problem.ts'
import type { Service } from '../config/service.ts'
import { configure, type Start } from '../daemon/configure.ts'
import { exabgpConfiguration } from '../exabgp-conf/configuration.ts'
import { print, printResult } from '../io/print.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { neighborsOf } from './exabgp-conf/local-addresses.ts'
import { runCommand } from './exabgp-conf/run-command.ts'

/** Prints the configuration on stdout and resolves to the exit status: 0, or 78 with every problem on stderr and nothing on stdout. */
export const exabgpConf = async (start: Start): Promise<number> => {
  const { lines, problems, warnings } = await make(start)
  await print('stderr', [...warnings.map((warning) => `warning: ${warning}`), ...problems.map(formatProblem)])
  if (problems.length > 0) return exitMisconfigured
  return printResult(lines, 0, 'verbatim')
}

type Made = { readonly lines: readonly string[]; readonly problems: readonly Problem[]; readonly warnings: readonly string[] }

const make = async (start: Start): Promise<Made> => {
  const configured = await configure(start)
  if (!configured.ok) return { lines: [], problems: configured.problems, warnings: [] }
  const { sessions, services } = configured.config
  if (sessions === undefined) return { lines: [], problems: [noPeer], warnings: [] }
  const run = runCommand(start)
  const vips = services.flatMap((service) => service.vips)
  const { neighbors, routerId, warnings, ...found } = await neighborsOf(sessions, vips)
  const problems = [...run.problems, ...found.problems]
  if (routerId === undefined || problems.length > 0) return { lines: [], problems, warnings }
  const { endOfRib } = configured.config.exabgp
  const text = exabgpConfiguration({
    run: run.words,
    routerId,
    localAs: sessions.localAs,
    neighbors: neighbors.map((neighbor) => ({
      ...neighbor,
      capabilities: capabilitiesFor(services),
      manualEor: endOfRib.some(({ to = [] }) => to.includes(neighbor.address)),
    })),
  })
  return { lines: text.trimEnd().split('\n'), problems, warnings }
}

const capabilitiesFor = (services: readonly Service[]): readonly string[] => {
  const levels = services.flatMap(({ attributes, tiers, down, warm, drain, audiences }) =>
    [{ attributes }, ...tiers, ...(down === 'withdraw' ? [] : [{ attributes: down }]), warm, drain, ...audiences].map(
      (level) => level?.attributes,
    ),
  )
  const table: readonly { readonly field: keyof Attributes; readonly capability?: string }[] = Object.values(attributeTable)
  return table.flatMap(({ field, capability }) =>
    capability !== undefined && levels.some((level) => level?.[field] !== undefined) ? [capability] : [],
  )
}

const noPeer = problemAt('--peer', { path: [], expected: 'at least one peer, here or under sessions in the file', got: 'none' })
