// Which small configurations do the tests of the core share?
import { type Asn, parseAsn } from '../../lib/bgp/as-path.ts'
import type { Attributes } from '../../lib/bgp/attribute-table.ts'
import { type Prefix, parsePrefix } from '../../lib/bgp/prefix.ts'
import type { Config } from '../../lib/config/config.ts'
import type { Cadence } from '../../lib/config/schema/cadence.ts'
import type { Check } from '../../lib/config/schema/checks/kinds.ts'
import type { Service, ServiceAudience, Tier } from '../../lib/config/service.ts'
import { anyCapacity } from '../../lib/config/values/measure.ts'
import { nonEmpty } from '../../lib/values/non-empty.ts'
import type { Parsed } from '../../lib/values/parsed.ts'

export const unwrap = <Value>(result: Parsed<Value>): Value => {
  if (!result.ok) throw new Error(`Expected ${result.expected}`)
  return result.value
}

export const prefix = (text: string): Prefix => unwrap(parsePrefix(text))
export const asn = (number: number): Asn => unwrap(parseAsn(String(number)))

export const cadence: Cadence = { intervalMs: 1000, fastIntervalMs: 200, timeoutMs: 1000, rise: 3, fall: 3 }

export const backend = (proxy = 'http_back', own: Partial<Cadence> = {}): Check => ({
  kind: 'backend',
  proxy,
  countMaintenance: false,
  ...cadence,
  ...own,
})

export const command = (own: Partial<Cadence> = {}): Check => ({
  kind: 'command',
  command: { kind: 'shell', text: 'true' },
  ...cadence,
  ...own,
})

export const tier = (capacity: number, attributes: Attributes = {}, leave = capacity): Tier => ({
  enter: { measure: 'capacity', least: capacity },
  leave: { measure: 'capacity', least: leave },
  attributes,
})

/** The lists of a service as a test makes them. */
export type Own = Partial<Omit<Service, 'vips' | 'checks' | 'tiers' | 'audiences'>> & {
  readonly vips?: readonly Prefix[]
  readonly checks?: readonly Check[]
  readonly tiers?: readonly Tier[]
  readonly audiences?: readonly ServiceAudience[]
}

export const service = ({ vips, checks, tiers, audiences, ...own }: Own = {}): Service => ({
  name: 'web',
  vips: nonEmpty(vips ?? [prefix('9.9.9.9/32')]),
  checks: nonEmpty(checks ?? [backend()]),
  require: 'all',
  tiers: nonEmpty(tiers ?? [{ enter: anyCapacity, leave: anyCapacity, attributes: {} }]),
  attributes: {},
  down: 'withdraw',
  audiences: nonEmpty(audiences ?? [{ attributes: {} }]),
  unknown: 'hold',
  evidenceMaxAgeMs: 300_000,
  holdMs: 0,
  ...own,
})

/** With HAProxy's events, and a check that is settled is asked every 10 s only. */
export const pushed = (own: Partial<Cadence> = {}, more: Own = {}): Config => {
  const plain = config([service({ checks: [backend('http_back', { intervalMs: 10_000, rise: 3, fall: 1, ...own })], ...more })])
  return { ...plain, haproxy: { ...plain.haproxy, events: 'health' } }
}

export const config = (services: readonly Service[] = [service()], own: Partial<Config> = {}): Config => ({
  haproxy: { stats: { kind: 'unix', path: '/run/haproxy/admin.sock' }, warmupMs: 15_000, staleMs: 10_000 },
  exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 60_000, neighbors: [], endOfRib: [] },
  stateFile: 'default',
  control: { socket: 'default', mode: 0o660 },
  record: 'off',
  metrics: { perCheck: true, perVip: true },
  log: { level: 'info', format: 'text' },
  localAs: asn(65010),
  permit: [],
  reload: { withdrawShare: 0.5 },
  services: nonEmpty(services),
  ...own,
})
