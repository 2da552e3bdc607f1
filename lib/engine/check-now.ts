// What if an operator wants to know now?
import { earliest, never } from '../values/time.ts'
import type { News } from './effect.ts'
import type { Event } from './event.ts'
import type { State } from './state.ts'

/** Every check of the services is due; its result counts as any other. Maintenance files are looked at too. */
export const takeCheckNow = (
  state: State,
  { services: names, author, at }: Extract<Event, { readonly type: 'check-now' }>,
): { readonly state: State; readonly news: readonly News[] } => {
  const wanted = new Set(names)
  const services = state.services.map((one) =>
    wanted.has(one.service.name) ? { ...one, checks: one.checks.map((check) => ({ ...check, dueAt: earliest(check.dueAt, at) })) } : one,
  )
  const maintenanceDueAt = state.maintenanceDueAt === never ? never : earliest(state.maintenanceDueAt, at)
  return { state: { ...state, services, maintenanceDueAt }, news: [{ type: 'order', order: 'check-now', services: names, author }] }
}
