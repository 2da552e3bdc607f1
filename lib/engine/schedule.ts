// Which checks are due, and when is the next?

import { isProbeCheck, isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import { remembering } from '../values/remembering.ts'
import { after, earliest, latest, type Milliseconds, never } from '../values/time.ts'
import { type CheckState, isSettled } from './check-state.ts'
import type { Effect } from './effect.ts'
import type { HaproxyState } from './haproxy-state.ts'
import { lookFor, readAwaited, readStatistics } from './outline-cache.ts'
import { changedChecks, type ServiceState } from './service-state.ts'
import type { State } from './state.ts'
import { touredChecks } from './tour.ts'

/** A check joins a snapshot that is taken anyway when it is due within this part of its interval. */
const joinEarly = { settled: 0.5, unsettled: 0.1 }

/** A storm of events in HAProxy costs at most so many snapshots a second. */
const betweenHintsMs = 10

/**
 * Starts what is due: every probe by itself, and one snapshot for all checks of statistics unless one is being taken. In a snapshot after a
 * hint all of them take part.
 */
export const startDue = (state: State, at: Milliseconds): { readonly state: State; readonly effects: readonly Effect[] } => {
  if (at < nextDue(state)) return { state, effects: [] }
  const { hinted } = state.haproxy
  const due = firstDue(state.services)
  const snapshot = !state.haproxy.reading && (hintDue(state.haproxy) <= at || due.statistics <= at)
  if (!snapshot && at < due.probes) return goOnTour(state, [], at)
  const effects: Effect[] = []
  const waiting = new Set<CheckState>()
  const services = changedChecks(state.services, started, { snapshot, hinted, at, effects, waiting })
  if (!snapshot) return goOnTour(effects.length === 0 ? state : { ...state, services }, effects, at)
  const look = lookFor(state, waiting)
  const known = look === 'outline' ? state.haproxy.known : undefined
  const reading = hinted ? ('hinted' as const) : ('due' as const)
  const asked = { reading, waiting, askedAt: at, hinted: false, happenedAt: undefined, answersOf: state.haproxy.happenedAt }
  const haproxy = { ...state.haproxy, ...asked, known }
  return { state: { ...state, services, haproxy }, effects: [...effects, readAwaited(state.config, waiting, look)] }
}

type Start = {
  readonly snapshot: boolean
  readonly hinted: boolean
  readonly at: Milliseconds
  readonly effects: Effect[]
  readonly waiting: Set<CheckState>
}

const started = (one: CheckState, { service }: ServiceState, start: Start): CheckState => {
  const { check, key } = one
  if (!isProbeCheck(check)) {
    if (start.snapshot && (start.hinted || mayJoin(one, start.at))) start.waiting.add(one)
    return one
  }
  if (!isDue(one, start.at)) return one
  start.effects.push({ type: 'probe', check: { service: service.name, key }, asks: check, service })
  return { ...one, dueAt: rhythm(one, start.at), running: true, askedAt: start.at }
}

// It waits for whatever else is to be asked.
const goOnTour = (
  state: State,
  effects: readonly Effect[],
  at: Milliseconds,
): { readonly state: State; readonly effects: readonly Effect[] } => {
  const { known, reading } = state.haproxy
  if (known === undefined || reading || at < known.tourAt) return { state, effects }
  const haproxy = { ...state.haproxy, reading: 'tour' as const, askedAt: at }
  return {
    state: { ...state, haproxy },
    effects: [
      ...effects,
      readStatistics(
        state.config,
        touredChecks(state.config, known).map(({ check }) => check),
        'both',
      ),
    ],
  }
}

/** Whether a check of statistics takes its turn in a snapshot that is begun now. */
export const mayJoin = (one: CheckState, at: Milliseconds): boolean => isDue(one, after(at, earliness(one)))

/** For when a check was due that was asked `at`; undefined where that was before its turn, for the sake of a hint. */
export const turnOf = (one: CheckState, at: Milliseconds): Milliseconds | undefined =>
  isSettled(one) || mayJoin(one, at) ? rhythm(one, at) : undefined

/** When the next check is due; a check of statistics that waits for a snapshot is woken by its end. */
export const nextDue = ({ services, haproxy }: State): Milliseconds => {
  const { probes, statistics } = firstDue(services)
  return haproxy.reading ? probes : earliest(probes, statistics, hintDue(haproxy), haproxy.known?.tourAt ?? never)
}

// Of each sort; most steps leave all services as they are.
const firstDue = remembering((services: readonly ServiceState[]) => {
  let [probes, statistics] = [never, never]
  for (const { checks } of services) {
    for (const { check, dueAt, running } of checks) {
      if (running) continue
      if (isStatisticsCheck(check)) statistics = dueAt < statistics ? dueAt : statistics
      else if (dueAt < probes) probes = dueAt
    }
  }
  return { probes, statistics }
})

const hintDue = ({ hinted, askedAt }: HaproxyState): Milliseconds => (hinted ? after(askedAt, betweenHintsMs) : never)

// The result of a settled check may come early, and it then keeps the rhythm of those it joined, so that one snapshot serves all of them. A check
// that has yet to settle counts its results at its own pace.
const earliness = (one: CheckState): number =>
  isSettled(one) ? one.check.intervalMs * joinEarly.settled : one.check.fastIntervalMs * joinEarly.unsettled

// A check that could not start in time starts its rhythm anew.
const rhythm = (one: CheckState, at: Milliseconds): Milliseconds =>
  latest(isSettled(one) ? earliest(one.dueAt, at) : one.dueAt, after(at, -one.check.intervalMs))

const isDue = ({ running, dueAt }: CheckState, at: Milliseconds): boolean => !running && dueAt <= at
