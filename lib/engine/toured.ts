// What follows from a part of the tour of all servers?
import type { StatisticsCheck } from '../config/schema/checks/kinds.ts'
import { type Evidence, sameMeasure } from '../health/evidence.ts'
import { earliest, type Milliseconds } from '../values/time.ts'
import type { HaproxyState } from './haproxy-state.ts'
import { evidenceKey } from './outline-cache.ts'
import type { ServiceState } from './service-state.ts'
import type { EvidenceFor } from './snapshot-evidence.ts'
import type { State } from './state.ts'
import { goingOn, touredChecks } from './tour.ts'

/** It goes on. */
export const toured = (haproxy: HaproxyState, at: Milliseconds): HaproxyState =>
  haproxy.known === undefined ? haproxy : { ...haproxy, known: goingOn(haproxy.known, at) }

/** No check waits for the tour: one for which it has found something else than is known is due now, and the others keep their pace. */
export const wokenByTour = (
  { config, haproxy: { known }, services }: State,
  evidenceFor: EvidenceFor,
  at: Milliseconds,
): readonly ServiceState[] => {
  if (known === undefined) return services
  const woken = (service: ServiceState, toured: StatisticsCheck): ServiceState => {
    if (isAlike(evidenceFor(toured, service), known.evidence.get(evidenceKey(toured))?.evidence)) return service
    return { ...service, checks: service.checks.map((one) => (one.check === toured ? { ...one, dueAt: earliest(one.dueAt, at) } : one)) }
  }
  const next = [...services]
  for (const { check, index } of touredChecks(config, known)) {
    const service = next[index]
    if (service !== undefined) next[index] = woken(service, check)
  }
  return next.some((one, index) => one !== services[index]) ? next : services
}

// Sessions come and go, and time goes on; that other servers make up the same share is told at the check's own pace.
const isAlike = (now: Evidence, before: Evidence | undefined): boolean => {
  if (now.kind !== before?.kind) return false
  if (now.kind === 'unknown' || before.kind === 'unknown') return now.reason === before.reason
  if ((now.drainedSeconds === undefined) !== (before.drainedSeconds === undefined)) return false
  if (now.kind === 'measured') return before.kind === 'measured' && sameMeasure(now.measure, before.measure)
  return before.kind === 'range' && sameMeasure(now.low, before.low) && sameMeasure(now.high, before.high)
}
