// How is it written down what a successor has to know of orders?
import * as v from 'valibot'
import type { KeptOrders, Orders } from '../policy/orders.ts'
import { parseJson } from '../values/json.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { after, type Milliseconds } from '../values/time.ts'
import { type Uptime, unsetWall, writtenAtSchema } from './uptime.ts'

/** Whoever started the process that wrote it: its ExaBGP. `started` tells it from a later one with the same number. */
export type Parent = { readonly pid: number; readonly started?: string }

export const isSameParent = (one: Parent, other: Parent): boolean => one.pid === other.pid && one.started === other.started

/** What the clocks say at one moment: the one that nobody sets, and milliseconds since 1970, which a successor knows too. */
type Clocks = { readonly at: Milliseconds; readonly wall: number; readonly uptime?: Uptime | undefined }

export type WrittenOrders = { readonly parent: Parent; readonly kept: readonly KeptOrders[] }

/** The whole text of the file. */
export const encodeOrders = ({ parent, kept }: WrittenOrders, { at, wall, uptime }: Clocks): string => {
  const time = (reading: Milliseconds): number => Math.round(wall + (reading - at))
  const services = kept.map(({ service, orders: { known, drains, latchedSince } }) => ({
    service,
    known,
    drains: drains.map(({ since, until, ...wish }) => ({
      ...wish,
      since: time(since),
      ...(until !== undefined && { until: time(until) }),
    })),
    ...(latchedSince !== undefined && { latchedSince: time(latchedSince) }),
  }))
  return `${JSON.stringify({ [mark]: version, parent, ...(uptime && { written: { wall, ...uptime } }), services })}\n`
}

/**
 * Reads what `encodeOrders` wrote. Nobody who sets the wall clock makes an order longer or shorter, unless the machine was started anew since; then
 * what is said to have happened in the future happened now.
 */
export const decodeOrders = (text: string, clocks: Clocks): Parsed<WrittenOrders> => {
  const outline = v.safeParse(written, parseJson(text))
  if (!outline.success) return expected('orders of exabgp-haproxy')
  const { at } = clocks
  const wall = unsetWall(outline.output.written, clocks)
  const reading = (time: number): Milliseconds => after(at, time - wall)
  const past = (time: number): Milliseconds => reading(Math.min(time, wall))
  const orders = ({ known, drains, latchedSince }: WrittenService): Orders => ({
    known,
    drains: drains.map(({ since, until, ...wish }) => ({
      ...wish,
      since: past(since),
      ...(until !== undefined && { until: reading(until) }),
    })),
    latchedSince: latchedSince === undefined ? undefined : past(latchedSince),
  })
  const { parent, services } = outline.output
  return parsed({ parent, kept: services.map((one) => ({ service: one.service, orders: orders(one) })) })
}

const mark = 'exabgp-haproxy-orders'
const version = 1

const time = v.pipe(v.number(), v.finite())
const maybeNumber = v.exactOptional(v.number())

const writtenService = v.object({
  service: v.string(),
  known: v.boolean(),
  drains: v.array(
    v.object({
      by: v.picklist(['operator', 'stop']),
      author: v.string(),
      reason: v.string(),
      since: time,
      until: v.exactOptional(time),
      forMs: maybeNumber,
      sessions: maybeNumber,
    }),
  ),
  latchedSince: v.exactOptional(time),
})

type WrittenService = v.InferOutput<typeof writtenService>

const written = v.object({
  [mark]: v.literal(version),
  parent: v.object({ pid: v.number(), started: v.exactOptional(v.string()) }),
  written: v.exactOptional(writtenAtSchema),
  services: v.array(writtenService),
})
