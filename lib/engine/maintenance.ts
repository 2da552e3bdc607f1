// What does a look at a maintenance file say to its service?
import { unsettled } from '../health/hysteresis.ts'
import type { News } from './effect.ts'
import type { Event } from './event.ts'
import type { MaintenanceState, State } from './state.ts'

type Look = Event & { readonly type: 'maintenance' | 'maintenance-unknown' }

/**
 * Takes in what a look found. A file that cannot be looked at is taken for what it was; the first moment that it was there stands. Once it is gone
 * every check has to rise again, from now on.
 */
export const takeMaintenance = (state: State, look: Look): { readonly state: State; readonly news: readonly News[] } => {
  const found = state.services.find(({ service }) => service.name === look.service)
  if (found === undefined) return { state, news: [] }
  const maintenance = lookedAt(found.maintenance, look)
  if (isSame(found.maintenance, maintenance)) return { state, news: [] }
  const present = maintenance.since !== undefined
  const turned = present !== (found.maintenance.since !== undefined)
  const checks = turned && !present ? found.checks.map((check) => ({ ...check, hysteresis: unsettled, dueAt: look.at })) : found.checks
  const services = state.services.map((one) => (one === found ? { ...one, maintenance, checks } : one))
  return { state: { ...state, services }, news: turned ? [{ type: 'maintenance', service: look.service, present }] : [] }
}

const lookedAt = (before: MaintenanceState, look: Look): MaintenanceState => {
  if (look.type === 'maintenance-unknown') return { ...before, trouble: look.reason }
  const since = look.forMs === undefined ? undefined : (before.since ?? look.at - look.forMs)
  return { since, looked: true, trouble: undefined }
}

const isSame = (one: MaintenanceState, other: MaintenanceState): boolean =>
  one.since === other.since && one.looked === other.looked && one.trouble === other.trouble
