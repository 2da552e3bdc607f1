// How did a service stand at a moment, in the few numbers that a chart shows?
import { addressedKey } from '../bgp/route.ts'
import type { ServiceState } from '../engine/service-state.ts'
import type { State } from '../engine/state.ts'
import { said } from '../exabgp/rib.ts'
import { combine } from '../health/combine.ts'
import type { Verdict } from '../policy/desired.ts'

export type Sample = {
  /** Of the newest results, settled or not, 0 to 1; undefined while one is missing or unknown. */
  readonly capacity: number | undefined
  readonly verdict: Verdict
  /** The share of the VIPs, each to each of its audiences, that ExaBGP announces, 0 to 1. */
  readonly announced: number
}

/** The prefixes that ExaBGP announces, and to whom, as far as it has said so. */
export const announcedIn = ({ exabgp }: State): ReadonlySet<string> =>
  new Set(said(exabgp.announced).map(({ nlri, to }) => addressedKey({ nlri: { prefix: nlri.prefix }, ...(to && { to }) })))

export const sampleOf = (service: ServiceState, announced: ReadonlySet<string>): Sample => {
  const { vips, audiences, require } = service.service
  const keys = audiences.flatMap(({ to }) => vips.map((prefix) => addressedKey({ nlri: { prefix }, ...(to && { to }) })))
  const measures = service.checks.map(({ latest }) =>
    latest?.kind === 'measured' ? latest.measure : latest?.kind === 'range' ? latest.low : undefined,
  )
  return {
    capacity: combine(measures, require)?.capacity,
    verdict: service.verdict,
    announced: keys.filter((key) => announced.has(key)).length / keys.length,
  }
}

export const sameSample = (one: Sample | undefined, other: Sample | undefined): boolean =>
  one === other ||
  (one !== undefined &&
    other !== undefined &&
    one.capacity === other.capacity &&
    one.verdict === other.verdict &&
    one.announced === other.announced)
