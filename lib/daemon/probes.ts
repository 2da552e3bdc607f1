// Which edge answers which check?
import type { Config, ProbeCheck, Service } from '../config/config.ts'
import type { Look, Watch } from '../haproxy/request.ts'
import type { OutlineResult, SnapshotResult } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import type { Logger } from '../io/logger.ts'
import { createStatisticsReader } from '../io/statistics.ts'

export type Probes = {
  readonly readStatistics: (watch: Watch, look: Look, timeoutMs: number) => Promise<SnapshotResult | OutlineResult>
  readonly probe: (check: ProbeCheck, service: Service) => Promise<Evidence>
  /** Ends what still runs. */
  readonly stop: () => void
}

/** Probes whose libraries are loaded when the first of them is asked for. */
export const createProbes = (config: Config, log: Logger): Probes => {
  const reader = createStatisticsReader(config.haproxy.stats)
  const stopping = new AbortController()
  return {
    readStatistics: reader.read,
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
