// What does a snapshot say of ExaBGP, its neighbors and HAProxy?
import * as v from 'valibot'
import type { ExabgpSnapshot } from '../exabgp.ts'
import type { HaproxySnapshot } from '../haproxy.ts'
import type { NeighborSnapshot } from '../neighbors.ts'
import { count, duration, flag, histogram, maybe, text, time } from './values.ts'

export const exabgp = v.object({
  version: maybe(text),
  dialect: text,
  acks: maybe(flag),
  oldestCommandMs: maybe(duration),
  answerMs: maybe(duration),
  answers: histogram,
  lastRefusal: maybe(v.object({ time, command: text, reason: maybe(text) })),
  refusedRoutes: count,
  withdrawing: maybe(v.array(text)),
  commands: count,
  refused: count,
  unanswered: count,
}) satisfies v.GenericSchema<ExabgpSnapshot>

export const haproxy = v.object({
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

export const neighbor = v.object({
  address: text,
  as: maybe(count),
  state: v.picklist(['up', 'down', 'unknown']),
  absent: maybe(v.literal(true)),
  since: maybe(time),
  changes: count,
}) satisfies v.GenericSchema<NeighborSnapshot>
