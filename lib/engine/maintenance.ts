// When are maintenance files looked at, and what does that say to a service?
import type { Config } from '../config/config.ts'
import type { Service } from '../config/service.ts'
import { unsettled } from '../health/hysteresis.ts'
import { after, type Milliseconds, never } from '../values/time.ts'
import type { Effect, News } from './effect.ts'
import type { Event } from './event.ts'
import type { MaintenanceFiles } from './question.ts'
import type { MaintenanceState, ServiceState } from './service-state.ts'
import type { State } from './state.ts'

/** From the end of a look to the next. */
const lookEveryMs = 500

/** Lets all maintenance files be looked at when that is due. */
export const lookForMaintenance = (state: State, at: Milliseconds): { readonly state: State; readonly effects: readonly Effect[] } =>
  at < state.maintenanceDueAt
    ? { state, effects: [] }
    : {
        state: { ...state, maintenanceDueAt: never },
        effects: [{ type: 'look-for-maintenance', files: maintenanceFiles(state.config), anew: unheardOf(state) }],
      }

const unheardOf = ({ services }: State): ReadonlySet<string> =>
  new Set(
    services.flatMap(({ service: { maintenanceFile: file }, maintenance }) =>
      file === undefined || maintenance.looked || maintenance.trouble !== undefined ? [] : [file],
    ),
  )

/** Services may share a file. */
export const maintenanceFiles = ({ services }: Config): MaintenanceFiles => {
  const found = new Map<string, readonly string[]>()
  for (const { name, maintenanceFile } of services)
    if (maintenanceFile !== undefined) found.set(maintenanceFile, [...(found.get(maintenanceFile) ?? []), name])
  return found
}

/** They have been looked at, and soon are again; notes since when the files of some services have not answered. */
export const lookedForMaintenance = (state: State, unanswered: readonly string[], at: Milliseconds): State => {
  const mute = new Set(unanswered)
  const isSettled = ({ service, maintenance }: ServiceState): boolean =>
    mute.has(service.name) === (maintenance.unansweredSince !== undefined)
  const services = state.services.every(isSettled)
    ? state.services
    : state.services.map((one) => {
        if (isSettled(one)) return one
        const { unansweredSince: since, ...maintenance } = one.maintenance
        return { ...one, maintenance: { ...maintenance, unansweredSince: since === undefined ? at : undefined } }
      })
  return { ...state, services, maintenanceDueAt: after(at, lookEveryMs) }
}

/** A look is given up after a second by whoever looks; this is for those who miss that. */
const unansweredForMs = 2000

/** Whether nobody has found out for so long what became of a look. */
export const isUnanswered = ({ unansweredSince }: MaintenanceState, at: Milliseconds): boolean =>
  unansweredSince !== undefined && at - unansweredSince >= unansweredForMs

type Look = Event & { readonly type: 'maintenance' | 'maintenance-unknown' }

/**
 * Takes in what a look found. A file that cannot be looked at is taken for what it was; the first moment that it was there stands. Once it is gone
 * every check has to rise again, from now on.
 */
export const takeMaintenance = (state: State, look: Look): { readonly state: State; readonly news: readonly News[] } => {
  const found = state.services.find(({ service }) => service.name === look.service)
  if (found === undefined || isOfAnotherFile(look, found.service)) return { state, news: [] }
  const maintenance = lookedAt(found.maintenance, look)
  if (isSame(found.maintenance, maintenance)) return { state, news: [] }
  const present = maintenance.since !== undefined
  const turned = present !== (found.maintenance.since !== undefined)
  const checks = turned && !present ? found.checks.map((check) => ({ ...check, hysteresis: unsettled, dueAt: look.at })) : found.checks
  const services = state.services.map((one) => (one === found ? { ...one, maintenance, checks } : one))
  return { state: { ...state, services }, news: turned ? [{ type: 'maintenance', service: look.service, present }] : [] }
}

// It was asked for by a configuration before this one.
const isOfAnotherFile = ({ file }: Look, { maintenanceFile }: Service): boolean => file !== undefined && file !== maintenanceFile

const lookedAt = (before: MaintenanceState, look: Look): MaintenanceState => {
  if (look.type === 'maintenance-unknown') return { ...before, trouble: look.reason }
  const since = look.forMs === undefined ? undefined : (before.since ?? after(look.at, -look.forMs))
  return { ...before, since, looked: true, trouble: undefined }
}

const isSame = (one: MaintenanceState, other: MaintenanceState): boolean =>
  one.since === other.since && one.looked === other.looked && one.trouble === other.trouble
