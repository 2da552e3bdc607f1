// Is this an event, down to its last field?
//
// The type checker demands a schema of each type of event, and all that such an event must have.
import * as v from 'valibot'
import type { Event } from '../engine/event.ts'
import type { RingReport } from '../haproxy/ring.ts'
import type { BackendRow, FrontendRow, Outline, ServerRow, Snapshot, SnapshotResult } from '../haproxy/snapshot.ts'
import type { Evidence, Measure } from '../health/evidence.ts'
import type { PutVip } from '../policy/managed-vips.ts'
import type { DrainWish, KeptOrders, Orders } from '../policy/orders.ts'
import { isReading, type Milliseconds } from '../values/time.ts'
import { configSchema } from './state-schema.ts'

const number = v.number()
const text = v.string()
const flag = v.boolean()
const reading = v.custom<Milliseconds>(isReading)
const maybeNumber = v.exactOptional(number)
const maybeText = v.exactOptional(text)

const serverRow = v.object({
  proxy: text,
  server: text,
  status: text,
  weight: number,
  uweight: number,
  configuredWeight: maybeNumber,
  backup: flag,
  checkStatus: text,
  checkRise: number,
  checkFall: number,
  checkHealth: number,
  agentStatus: v.exactOptional(text),
  tracked: text,
  lastChangeSeconds: maybeNumber,
}) satisfies v.GenericSchema<ServerRow>

const backendRow = v.object({
  status: text,
  weight: number,
  active: number,
  backups: number,
  sessions: number,
  sessionsTotal: maybeNumber,
  lastChangeSeconds: maybeNumber,
}) satisfies v.GenericSchema<BackendRow>

const frontendRow = v.object({ status: text, sessions: number, sessionsTotal: maybeNumber }) satisfies v.GenericSchema<FrontendRow>

const proxy = { backend: v.exactOptional(backendRow), frontend: v.exactOptional(frontendRow) }

const outline = v.object({ pid: number, proxies: v.map(text, v.object(proxy)) }) satisfies v.GenericSchema<Outline>

const snapshot = v.object({
  pid: maybeNumber,
  uptimeSeconds: maybeNumber,
  version: v.exactOptional(text),
  proxies: v.map(text, v.object({ servers: v.array(serverRow), ...proxy })),
  outline: v.exactOptional(outline),
}) satisfies v.GenericSchema<Snapshot>

const result = v.variant('ok', [
  v.object({ ok: v.literal(true), snapshot }),
  v.object({
    ok: v.literal(false),
    fault: v.object({
      kind: v.picklist(['refused', 'hung', 'stopping', 'unreadable']),
      reason: text,
      socket: v.exactOptional(v.picklist(['listens', 'closed'])),
      gone: v.exactOptional(v.literal(true)),
    }),
  }),
]) satisfies v.GenericSchema<SnapshotResult>

const measure = v.object({ capacity: number, servers: number }) satisfies v.GenericSchema<Measure>

const circumstances = {
  sessions: maybeNumber,
  sessionsTotal: maybeNumber,
  drainedServers: maybeNumber,
  drainedSeconds: maybeNumber,
  reason: text,
}

const evidence = v.variant('kind', [
  v.object({ kind: v.literal('measured'), measure, alarm: v.exactOptional(v.literal(true)), ...circumstances }),
  v.object({ kind: v.literal('range'), low: measure, high: measure, ...circumstances }),
  v.object({ kind: v.literal('unknown'), reason: text }),
]) satisfies v.GenericSchema<Evidence>

const report = v.variant('kind', [
  v.object({ kind: v.literal('following'), pid: number }),
  v.object({ kind: v.literal('lost'), reason: text }),
  v.object({ kind: v.literal('unavailable'), reason: text, remedy: text }),
  v.object({ kind: v.literal('ended') }),
]) satisfies v.GenericSchema<RingReport>

const drain = {
  by: v.picklist(['operator', 'stop']),
  author: text,
  reason: text,
  forMs: maybeNumber,
  sessions: maybeNumber,
}

const order = v.object(drain) satisfies v.GenericSchema<DrainWish>

const orders = v.object({
  known: flag,
  drains: v.array(v.object({ ...drain, since: reading, until: v.exactOptional(reading) })),
  latchedSince: v.union([reading, v.undefined()]),
}) satisfies v.GenericSchema<Orders>

const kept = v.array(v.object({ service: text, orders })) satisfies v.GenericSchema<readonly KeptOrders[]>

const names = v.array(text)

const reasons = v.map(text, text)

/** A VIP that was put on this machine, in a record and in the file for successors. */
export const putVip = v.object({
  vip: text,
  interface: text,
  remove: v.picklist(['never', 'withdrawn']),
  lingerMs: number,
}) satisfies v.GenericSchema<PutVip>

const others = v.variant('ok', [
  v.object({ ok: v.literal(true), vips: v.map(text, number) }),
  v.object({ ok: v.literal(false), reason: text }),
])

const event = <const Type extends Event['type'], const Entries extends v.ObjectEntries>(type: Type, entries: Entries) =>
  v.object({ at: reading, question: maybeNumber, type: v.literal(type), ...entries })

type EventSchemas = { readonly [Type in Event['type']]: v.GenericSchema<Extract<Event, { readonly type: Type }>> }

export const eventSchemas: EventSchemas = {
  tick: event('tick', {}),
  configured: event('configured', { config: configSchema }),
  statistics: event('statistics', { result }),
  outline: event('outline', { outline }),
  hint: event('hint', { agoMs: maybeNumber }),
  ring: event('ring', { report }),
  probed: event('probed', { check: v.object({ service: text, key: text }), evidence }),
  maintenance: event('maintenance', { service: text, file: maybeText, forMs: v.union([number, v.undefined()]) }),
  'maintenance-unknown': event('maintenance-unknown', { service: text, file: maybeText, reason: text }),
  'maintenance-looked': event('maintenance-looked', { unanswered: v.array(text) }),
  drain: event('drain', { services: names, order, expireMs: maybeNumber }),
  resume: event('resume', { services: names, author: text }),
  'check-now': event('check-now', { services: names, author: text }),
  'orders-read': event('orders-read', { kept: v.union([kept, v.undefined()]), reason: text }),
  'orders-kept': event('orders-kept', { reason: v.union([text, v.undefined()]) }),
  addresses: event('addresses', { addresses: names }),
  'addresses-unknown': event('addresses-unknown', { reason: text }),
  'addresses-left': event('addresses-left', { kept: v.array(putVip) }),
  'addresses-changed': event('addresses-changed', { refused: reasons, spared: reasons, foreign: names }),
  others: event('others', { others }),
  outdated: event('outdated', { file: text, reason: v.union([text, v.undefined()]) }),
  control: event('control', { socket: text, trouble: v.union([text, v.undefined()]) }),
  heard: event('heard', { line: text }),
  flushed: event('flushed', {}),
  closed: event('closed', {}),
  stop: event('stop', { signal: text }),
}
