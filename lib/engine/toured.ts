// What follows from a part of the tour of all servers?
import type { StatisticsCheck } from '../config/schema/checks/kinds.ts'
import type { Evidence } from '../health/evidence.ts'
import { earliest, type Milliseconds } from '../values/time.ts'
import { evidenceKey } from './outline-cache.ts'
import { type CheckState, type HaproxyState, isStatisticsCheck, type ServiceState, type State } from './state.ts'
import { goingOn, touredChecks } from './tour.ts'

/** It goes on. */
export const toured = (haproxy: HaproxyState, at: Milliseconds): HaproxyState =>
  haproxy.known === undefined ? haproxy : { ...haproxy, known: goingOn(haproxy.known, at) }

/** No check waits for the tour: one for which it has found something else than is known is due now, and the others keep their pace. */
export const wokenByTour = (
  { haproxy: { known }, services }: State,
  evidenceFor: (check: StatisticsCheck, service: ServiceState) => Evidence,
  at: Milliseconds,
): readonly ServiceState[] => {
  if (known === undefined) return services
  const about = new Set(touredChecks(services, known))
  const woken = (one: CheckState, service: ServiceState): CheckState => {
    const { check } = one
    if (!isStatisticsCheck(check) || !about.has(check)) return one
    return isAlike(evidenceFor(check, service), known.evidence.get(evidenceKey(check))?.evidence)
      ? one
      : { ...one, dueAt: earliest(one.dueAt, at) }
  }
  return services.map((service) => {
    const checks = service.checks.map((one) => woken(one, service))
    return checks.some((one, index) => one !== service.checks[index]) ? { ...service, checks } : service
  })
}

// Sessions come and go, and time goes on; that other servers make up the same share is told at the check's own pace.
const isAlike = (now: Evidence, before: Evidence | undefined): boolean => {
  if (now.kind !== before?.kind) return false
  if (now.kind === 'unknown' || before.kind === 'unknown') return now.reason === before.reason
  if ((now.drainedSeconds === undefined) !== (before.drainedSeconds === undefined)) return false
  return boundsOf(now).every((bound, index) => bound === boundsOf(before)[index])
}

const boundsOf = (evidence: Exclude<Evidence, { kind: 'unknown' }>): readonly number[] =>
  (evidence.kind === 'range' ? [evidence.low, evidence.high] : [evidence.measure]).flatMap(({ capacity, servers }) => [capacity, servers])
