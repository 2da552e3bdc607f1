// Which edge answers which check?
import type { ProbeCheck, Service, StatisticsAddress } from '../config/config.ts'
import type { Evidence } from '../health/evidence.ts'
import type { Logger } from '../io/logger.ts'
import { createStatisticsReader, type StatisticsReader } from '../io/statistics.ts'
import type { Performers } from './perform.ts'

export type Probes = Pick<Performers, 'readStatistics' | 'probe'> & {
  /** Ends what still runs. */
  readonly stop: () => void
}

/** Probes whose libraries are loaded when the first of them is asked for. */
export const createProbes = (log: Logger): Probes => {
  const readers = new WeakMap<StatisticsAddress, StatisticsReader>()
  const readerOf = (stats: StatisticsAddress): StatisticsReader => {
    const reader = readers.get(stats) ?? createStatisticsReader(stats)
    readers.set(stats, reader)
    return reader
  }
  const stopping = new AbortController()
  return {
    readStatistics: (stats, watch, look, timeoutMs) => readerOf(stats).read(watch, look, timeoutMs),
    probe: (check, service) => (check.kind === 'http' ? probeHttp(check) : probeCommand(check, service, stopping.signal, log)),
    stop: () => stopping.abort(),
  }
}

const probeHttp = async (check: ProbeCheck & { kind: 'http' }): Promise<Evidence> => {
  const { probeHttp } = await import('../io/http-check.ts')
  return probeHttp(check)
}

const probeCommand = async (
  check: ProbeCheck & { kind: 'command' },
  service: Service,
  signal: AbortSignal,
  log: Logger,
): Promise<Evidence> => {
  const { probeCommand } = await import('../io/command-check.ts')
  const context = { service: service.name, vips: service.vips.map(({ text }) => text), signal }
  return probeCommand(check, context, (line) =>
    log({ level: 'debug', message: `${service.name}: output of its command: ${line}`, fields: { event: 'output', service: service.name } }),
  )
}
