// Which edge answers which check?

import type { StatisticsAddress } from '../config/haproxy.ts'
import type { CheckOf, KindName, ProbeCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import type { Evidence } from '../health/evidence.ts'
import type { Logger } from '../io/logger.ts'
import { createStatisticsReader, type StatisticsReader } from '../io/statistics.ts'
import type { Performers } from './performers.ts'

type Probes = Pick<Performers, 'readStatistics' | 'probe'> & {
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
    probe: (check, service) => probe(check.kind, check, { service, signal: stopping.signal, log }),
    stop: () => stopping.abort(),
  }
}

/** `signal` aborts when the program ends. */
type Around = { readonly service: Service; readonly signal: AbortSignal; readonly log: Logger }

type Prober<Check> = (check: Check, around: Around) => Promise<Evidence>

type Probers = { readonly [Name in ProbeCheck['kind']]: () => Promise<Prober<CheckOf<Name>>> }

/** Who asks which kind of check, once it is loaded. */
const probers: Probers = {
  http: async () => (await import('../io/http-check.ts')).probeHttp,
  tcp: async () => (await import('../io/tcp-check.ts')).probeTcp,
  command: async () => {
    const { probeCommand } = await import('../io/command-check.ts')
    return (check, { service, signal, log }) =>
      probeCommand(check, { service: service.name, vips: service.vips.map(({ text }) => text), signal }, (line) =>
        log({
          level: 'debug',
          message: `${service.name}: output of its command: ${line}`,
          fields: { event: 'output', service: service.name },
        }),
      )
  },
}

/** Loads who asks checks of this kind, where that is done one by one. */
export const loadProber = async (name: KindName): Promise<void> => {
  if (name !== 'backend' && name !== 'frontend') await probers[name]()
}

const probe = async <Name extends ProbeCheck['kind']>(name: Name, check: CheckOf<Name>, around: Around): Promise<Evidence> =>
  (await probers[name]())(check, around)
