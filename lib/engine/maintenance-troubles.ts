// Which maintenance files cannot be looked at?
import type { Route } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import type { Verdict } from '../policy/desired.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Alarm } from './alarms.ts'
import { isUnanswered } from './maintenance.ts'
import type { MaintenanceState, ServiceState } from './service-state.ts'

/** One for each service. */
export const maintenanceFiles = (services: readonly ServiceState[], at: Milliseconds): readonly Alarm[] =>
  services
    .filter(({ maintenance }) => maintenance.trouble !== undefined || !maintenance.looked || isUnanswered(maintenance, at))
    .map(({ service, maintenance, verdict, routes }) => ({
      alarm: 'maintenance-file',
      service: service.name,
      ...(maintenance.trouble === undefined && !isUnanswered(maintenance, at) && { subject: 'unanswered', told: true }),
      level: 'error',
      what: () => maintenanceSentence(service, maintenance, untilLooked(verdict, routes)),
    }))

const maintenanceSentence = (
  { name, maintenanceFile }: Service,
  { since, looked, trouble }: MaintenanceState,
  otherwise: string,
): string => {
  const answer = since === undefined ? 'it is not there' : 'it is there'
  const effect = looked ? `the last answer holds: ${answer}` : `until it can be, ${otherwise}`
  return `${name}: ${maintenanceFile} cannot be looked at (${trouble ?? (looked ? 'no answer' : 'no answer yet')}): ${effect}`
}

const untilLooked = (verdict: Verdict, routes: readonly Route[]): string => {
  if (verdict === 'pending') return 'what ExaBGP announces stays, and nothing else is announced'
  return routes.length === 0 ? 'nothing is announced' : 'what is announced becomes no better'
}
