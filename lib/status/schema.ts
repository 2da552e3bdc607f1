// Is this a snapshot, down to its last field?
//
// The type checker demands all that a snapshot must have; a test, that real ones have nothing else.
import * as v from 'valibot'
import { stateWords } from '../policy/state-word.ts'
import type { AlarmSnapshot } from './alarms.ts'
import type { CheckSnapshot } from './check.ts'
import type { ExabgpSnapshot } from './exabgp.ts'
import type { HaproxySnapshot } from './haproxy.ts'
import type { NeighborSnapshot } from './neighbors.ts'
import type { OrderSnapshot } from './orders.ts'
import type { ServiceSnapshot } from './service.ts'
import type { Snapshot } from './snapshot.ts'
import type { TrafficSnapshot } from './traffic.ts'
import type { VipSnapshot } from './vips.ts'
import type { WaitingSnapshot } from './waiting.ts'

const text = v.string()
const texts = v.array(text)
const flag = v.boolean()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const time = v.pipe(v.number(), v.integer(), v.description('milliseconds since 1970'))
const duration = v.pipe(v.number(), v.minValue(0), v.description('milliseconds'))
const capacity = v.pipe(v.number(), v.minValue(0), v.maxValue(1), v.description('from 0 to 1'))
const maybe = v.exactOptional

const histogram = v.pipe(
  v.object({ bounds: v.array(v.number()), counts: v.array(count), sum: v.number() }),
  v.description('counts: of values up to the bound of the same place, in seconds; the last is above all of them'),
)

const process = v.object({
  name: text,
  pid: count,
  version: text,
  node: text,
  startedAt: time,
  configPath: maybe(text),
  configHash: text,
  configLoadedAt: time,
  recordPath: maybe(text),
  fileDiffers: maybe(flag),
  confirmDeadline: maybe(time),
  lastReload: maybe(v.object({ at: time, ok: flag, what: text })),
  shadow: maybe(v.object({ unsent: count, listedAt: maybe(time), agreed: count, missing: v.array(text), unwanted: v.array(text) })),
}) satisfies v.GenericSchema<Snapshot['process']>

const exabgp = v.object({
  version: maybe(text),
  dialect: text,
  acks: maybe(flag),
  oldestCommandMs: maybe(duration),
  answerMs: maybe(duration),
  answers: histogram,
  lastRefusal: maybe(v.object({ time, command: text, reason: maybe(text) })),
  refusedRoutes: count,
  commands: count,
  refused: count,
  unanswered: count,
}) satisfies v.GenericSchema<ExabgpSnapshot>

const haproxy = v.object({
  version: maybe(text),
  pid: maybe(count),
  up: maybe(flag),
  ring: maybe(v.object({ name: text, followed: flag, trouble: maybe(text) })),
  acceptedAt: maybe(time),
  trouble: maybe(v.object({ reason: text, since: time })),
  processes: count,
  events: count,
  looks: count,
  lookFailures: count,
}) satisfies v.GenericSchema<HaproxySnapshot>

const neighbor = v.object({
  address: text,
  as: maybe(count),
  state: v.picklist(['up', 'down', 'unknown']),
  since: maybe(time),
  changes: count,
}) satisfies v.GenericSchema<NeighborSnapshot>

const vip = v.object({
  nlri: text,
  neighbors: maybe(texts),
  announced: flag,
  inDoubt: flag,
  next: maybe(v.picklist(['announce', 'withdraw'])),
  refused: flag,
  attributes: maybe(v.record(text, v.union([text, texts]))),
  local: maybe(flag),
  unheard: maybe(v.literal(true)),
}) satisfies v.GenericSchema<VipSnapshot>

const measure = { capacity, servers: maybe(count) }
const result = { at: time, reason: text }

const check = v.object({
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

const waiting = v.object({
  for: v.picklist([
    'rise',
    'fall',
    'hold',
    'damping',
    'warm',
    'warmup',
    'drain',
    'resume',
    'first-result',
    'maintenance-file',
    'orders',
    'exabgp',
  ]),
  check: maybe(text),
  left: maybe(count),
  until: maybe(time),
  text,
}) satisfies v.GenericSchema<WaitingSnapshot>

const order = v.object({
  by: v.picklist(['file', 'haproxy', 'operator', 'stop']),
  since: time,
  until: maybe(time),
  author: maybe(text),
  reason: maybe(text),
  file: maybe(text),
}) satisfies v.GenericSchema<OrderSnapshot>

const traffic = v.object({
  sign: v.picklist(['no-sessions', 'still-sessions']),
  since: time,
  sessions: count,
  text,
}) satisfies v.GenericSchema<TrafficSnapshot>

const service = v.object({
  name: text,
  state: v.picklist(stateWords),
  since: time,
  tier: maybe(count),
  tiers: count,
  capacity: maybe(capacity),
  servers: maybe(count),
  sessions: maybe(count),
  unknown: flag,
  why: text,
  vips: v.array(vip),
  checks: v.array(check),
  waiting: v.array(waiting),
  orders: v.array(order),
  dampingPenalty: maybe(count),
  traffic: maybe(traffic),
  sessionsTotal: maybe(count),
  changes: v.object(v.entriesFromList(stateWords, maybe(count))),
}) satisfies v.GenericSchema<ServiceSnapshot>

const alarm = v.object({
  alarm: text,
  service: maybe(text),
  level: v.picklist(['warn', 'error']),
  since: time,
  what: text,
}) satisfies v.GenericSchema<AlarmSnapshot>

/** A snapshot of version 1; one of a later program has more fields, which are passed over. */
export const snapshotSchema = v.object({
  version: v.literal(1),
  time,
  change: maybe(v.pipe(count, v.description('of the newest change; GET /v1/status?after= waits for the next'))),
  process,
  exabgp,
  haproxy,
  neighbors: v.array(neighbor),
  services: v.array(service),
  reactions: v.object({ worse: histogram, better: histogram }),
  listenerFailures: count,
  alarms: v.array(alarm),
}) satisfies v.GenericSchema<Snapshot>
