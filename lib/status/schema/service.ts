// What does a snapshot say of a service?
import * as v from 'valibot'
import { stateWords } from '../../policy/state-word.ts'
import type { OrderSnapshot } from '../orders.ts'
import type { ServiceSnapshot } from '../service.ts'
import type { TrafficSnapshot } from '../traffic.ts'
import type { VipSnapshot } from '../vips.ts'
import type { WaitingSnapshot } from '../waiting.ts'
import { orderedBy, trafficSigns, waitingWords } from '../words.ts'
import { check } from './check.ts'
import { capacity, count, flag, maybe, text, texts, time } from './values.ts'

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
