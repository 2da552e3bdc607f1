// Is this a snapshot, down to its last field?
//
// The type checker demands all that a snapshot must have; a test, that real ones have nothing else.
import * as v from 'valibot'
import type { AlarmSnapshot } from '../alarms.ts'
import type { Snapshot } from '../snapshot.ts'
import { exabgp, haproxy, neighbor } from './programs.ts'
import { service } from './service.ts'
import { count, flag, histogram, maybe, text, time } from './values.ts'

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
  fallback: maybe(v.object({ why: v.picklist(['broken', 'expired', 'crashing', 'taken back']), what: text })),
  confirmDeadline: maybe(time),
  goesBack: maybe(text),
  lastReload: maybe(v.object({ at: time, ok: flag, what: text, undone: maybe(v.literal(true)) })),
  configProblems: maybe(v.array(text)),
  hooks: maybe(v.array(v.object({ hook: text, runs: count, failures: count, skipped: count }))),
  shadow: maybe(v.object({ unsent: count, listedAt: maybe(time), agreed: count, missing: v.array(text), unwanted: v.array(text) })),
}) satisfies v.GenericSchema<Snapshot['process']>

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
