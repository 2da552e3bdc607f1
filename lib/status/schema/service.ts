// What does a snapshot say of a service?
import * as v from 'valibot'
import { stateWords } from '../../policy/state-word.ts'
import type { OrderSnapshot } from '../orders.ts'
import type { ServiceSnapshot } from '../service.ts'
import type { TrafficSnapshot } from '../traffic.ts'
import type { WaitingSnapshot } from '../waiting.ts'
import { orderedBy, trafficSigns, waitingWords } from '../words.ts'
import { check } from './check.ts'
import { capacity, count, flag, maybe, text, time } from './values.ts'
import { vip } from './vip.ts'

const waiting = v.object({
  for: v.picklist(waitingWords),
  check: maybe(text),
  left: maybe(count),
  until: maybe(time),
  text,
}) satisfies v.GenericSchema<WaitingSnapshot>

const order = v.object({
  by: v.picklist(orderedBy),
  since: time,
  until: maybe(time),
  author: maybe(text),
  reason: maybe(text),
  file: maybe(text),
}) satisfies v.GenericSchema<OrderSnapshot>

const traffic = v.object({
  sign: v.picklist(trafficSigns),
  since: time,
  sessions: count,
  text,
}) satisfies v.GenericSchema<TrafficSnapshot>

export const service = v.object({
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
