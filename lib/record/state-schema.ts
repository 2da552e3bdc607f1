// Is this a state that this version can go on from?
import * as v from 'valibot'
import { parsePrefix } from '../bgp/prefix.ts'
import type { Config } from '../config/config.ts'
import { anyCapacity } from '../config/values/measure.ts'
import { initialState } from '../engine/initial-state.ts'
import type { State } from '../engine/state.ts'
import { isFields } from '../values/fields.ts'
import { nonEmpty } from '../values/non-empty.ts'
import { reads } from '../values/time.ts'

/**
 * A state has every field that the simplest one has, at every depth, and lists, maps and sets where that has them. So one of a version that knew
 * less is told from ours; what stands in a field is taken as this program wrote it.
 */
export const stateSchema = v.custom<State>((value) => resembles(value, simplest))

/** The same of a configuration. */
export const configSchema = v.custom<Config>((value) => resembles(value, config))

// Of several sorts of things the field `kind` tells which one it is; each has other fields besides.
const resembles = (value: unknown, specimen: unknown): boolean => {
  if (Array.isArray(specimen)) {
    // A word such as `all` may stand for a list.
    if (!Array.isArray(value)) return typeof value === 'string'
    return specimen.length === 0 || value.every((one) => resembles(one, specimen[0]))
  }
  if (specimen instanceof Map) return value instanceof Map
  if (specimen instanceof Set) return value instanceof Set
  if (!isFields(specimen)) return true
  if (!isFields(value)) return false
  if ('kind' in specimen) return typeof value.kind === 'string'
  return Object.keys(specimen).every((key) => key in value && resembles(value[key], specimen[key]))
}

const vip = parsePrefix('192.0.2.1/32')

const config: Config = {
  haproxy: { stats: { kind: 'unix', path: '' }, warmupMs: 0, staleMs: 0 },
  exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 0, neighbors: [], endOfRib: [] },
  stateFile: 'off',
  record: 'off',
  metrics: { perCheck: true, perVip: true },
  control: { socket: 'off', mode: 0 },
  log: { level: 'info', format: 'text' },
  localAs: undefined,
  permit: [],
  reload: { withdrawShare: 0.5 },
  services: [
    {
      name: '',
      vips: nonEmpty(vip.ok ? [vip.value] : []),
      checks: [
        {
          kind: 'backend',
          proxy: '',
          countMaintenance: false,
          intervalMs: 0,
          fastIntervalMs: 0,
          timeoutMs: 0,
          rise: 1,
          fall: 1,
        },
      ],
      require: 'all',
      tiers: [{ enter: anyCapacity, leave: anyCapacity, attributes: {} }],
      attributes: {},
      down: 'withdraw',
      audiences: [{ attributes: {} }],
      unknown: 'hold',
      evidenceMaxAgeMs: 0,
      holdMs: 0,
    },
  ],
}

const simplest = initialState(config, reads(0), false)
