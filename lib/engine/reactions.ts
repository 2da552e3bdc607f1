// How long did it take from what happened to the line that ExaBGP got for it?
import type { AddressedKey } from '../bgp/route.ts'
import { emptyHistogram, type Histogram } from '../values/histogram.ts'
import type { Milliseconds } from '../values/time.ts'

/**
 * In seconds, a value for each route that a check has changed. `since`: what HAProxy says of the time of its event, else the end of the first check
 * that found it. `open`: routes whose line has not been said yet.
 */
export type Reactions = { readonly worse: Histogram; readonly better: Histogram; readonly open: ReadonlyMap<AddressedKey, Opened> }

export type Opened = { readonly direction: 'worse' | 'better'; readonly since: Milliseconds }

const bounds = [0.002, 0.005, 0.01, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const noReactions: Reactions = { worse: emptyHistogram(bounds), better: emptyHistogram(bounds), open: new Map() }
