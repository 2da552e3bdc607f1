// What does a snapshot say of a check?
import * as v from 'valibot'
import type { CheckSnapshot } from '../check.ts'
import { capacity, count, duration, maybe, text, time } from './values.ts'

const measure = { capacity, servers: maybe(count) }
const result = { at: time, reason: text }

export const check = v.object({
  name: text,
  kind: v.picklist(['backend', 'frontend', 'http', 'tcp', 'command']),
  settled: maybe(v.object(measure)),
  newest: maybe(
    v.variant('kind', [
      v.object({ kind: v.literal('measured'), ...result, ...measure }),
      v.object({ kind: v.literal('range'), ...result, low: v.object(measure), high: v.object(measure) }),
      v.object({ kind: v.literal('unknown'), ...result }),
    ]),
  ),
  unknownSince: maybe(time),
  rise: count,
  fall: count,
  results: count,
  failures: count,
  unknown: count,
  durationMs: duration,
}) satisfies v.GenericSchema<CheckSnapshot>
