// What does the process know, for people and programs? Everything that shows something of it is a rendering of this.

import type { State } from '../engine/state.ts'
import { wanted } from '../engine/wanted.ts'
import type { Histogram } from '../values/histogram.ts'
import type { Milliseconds } from '../values/time.ts'
import { type AlarmSnapshot, alarmsIn } from './alarms.ts'
import { type ExabgpSnapshot, exabgpIn } from './exabgp.ts'
import { type Facts, wallClock } from './facts.ts'
import { type HaproxySnapshot, haproxyIn } from './haproxy.ts'
import { type NeighborSnapshot, neighborsIn } from './neighbors.ts'
import { type ServiceSnapshot, serviceIn } from './service.ts'

/**
 * As JSON it is what `status --json` prints and the control socket serves; a field that is not known, or does not apply, is absent. Version 1
 * stays as long as fields are only added. All times are milliseconds since 1970, all capacities from 0 to 1, tiers count from 1.
 */
export type Snapshot = {
  readonly version: 1
  /** When it was taken. */
  readonly time: number
  /** The number of the newest change, where the control socket counts them. */
  readonly change?: number
  readonly process: ProcessSnapshot
  readonly exabgp: ExabgpSnapshot
  readonly haproxy: HaproxySnapshot
  readonly neighbors: readonly NeighborSnapshot[]
  /** In the order of the configuration. */
  readonly services: readonly ServiceSnapshot[]
  /** How long it took from what happened to the line that ExaBGP got, in seconds, for each route that changed since the start. */
  readonly reactions: { readonly worse: Histogram; readonly better: Histogram }
  /** How often a socket could not be offered since the start. */
  readonly listenerFailures: number
  /** What is wrong and does not end by itself. */
  readonly alarms: readonly AlarmSnapshot[]
}

type ProcessSnapshot = Omit<Facts, 'offsetMs'>

/** So many services are one piece of it. */
const together = 50

/** Computed bit by bit when it is asked for, all of it of one moment, and never kept. */
export function* takingSnapshot(state: State, facts: Facts, at: Milliseconds): Generator<undefined, Snapshot> {
  const wall = wallClock(facts)
  const { offsetMs: _, ...process } = facts
  const desired = wanted(state)
  yield
  const services: ServiceSnapshot[] = []
  for (const service of state.services) {
    services.push(serviceIn(service, state, desired, at, wall))
    if (services.length % together === 0) yield
  }
  yield
  const exabgp = exabgpIn(state, desired, at, wall)
  yield
  const [haproxy, neighbors] = [haproxyIn(state, wall), neighborsIn(state, wall)]
  yield
  const alarms = alarmsIn(state, at, wall)
  const { reactions, listenerFailures } = state
  const { worse, better } = reactions
  return {
    version: 1,
    time: wall(at),
    process,
    exabgp,
    haproxy,
    neighbors,
    services,
    reactions: { worse, better },
    listenerFailures,
    alarms,
  }
}
