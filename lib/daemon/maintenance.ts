// Which looks at maintenance files tell which services something, and which are waited for?
import type { Config } from '../config/config.ts'
import { maintenanceFiles } from '../engine/maintenance.ts'
import type { MaintenanceFiles } from '../engine/question.ts'
import { startDeadline } from '../io/deadline.ts'
import { lookForMaintenanceFile, type MaintenanceLook, watchMaintenanceFile } from '../io/maintenance.ts'
import type { Happening } from './performers.ts'

/** What has not answered by then is not waited for. */
const promptMs = 100

/**
 * How all maintenance files are looked at once more. What says something else than before is dispatched, whenever it comes, and of those to be told `anew`
 * whatever it says. Resolves to the services
 * whose file has not answered since the time before; while it has not, it is not looked at again.
 */
export const maintenanceLooks = (
  dispatch: (happening: Happening) => void,
): ((files: MaintenanceFiles, anew: ReadonlySet<string>) => Promise<readonly string[]>) => {
  const watches = new Map<string, Watch>()
  return async (files, anew) => {
    for (const path of files.keys())
      if (!watches.has(path) || (anew.has(path) && watches.get(path)?.underWay === undefined)) watches.set(path, new Watch(path))
    for (const path of watches.keys()) if (!files.has(path)) watches.delete(path)
    const before = new Map([...watches].map(([path, { underWay }]) => [path, underWay]))
    const looks = [...watches].map(([path, watch]) =>
      watch.look((found) => {
        for (const service of files.get(path) ?? []) dispatch(happeningOf(service, path, found))
      }),
    )
    await soon(Promise.all(looks))
    return [...watches].flatMap(([path, { underWay }]) =>
      underWay !== undefined && underWay === before.get(path) ? (files.get(path) ?? []) : [],
    )
  }
}

/** One look at a time. */
class Watch {
  readonly #look: () => Promise<MaintenanceLook | undefined>
  underWay: Promise<void> | undefined

  constructor(path: string) {
    this.#look = watchMaintenanceFile(path)
  }

  look(tell: (found: MaintenanceLook) => void): Promise<void> {
    this.underWay ??= this.#look()
      .then((found) => found && tell(found))
      .finally(() => {
        this.underWay = undefined
      })
    return this.underWay
  }
}

const soon = (all: Promise<unknown>): Promise<unknown> => {
  let callOff = (): void => {}
  const late = new Promise<void>((resolve) => {
    callOff = startDeadline(promptMs, resolve)
  })
  return Promise.race([all, late]).finally(() => callOff())
}

/** Looks at each of them once. */
export const lookForMaintenance = async (config: Config): Promise<readonly Happening[]> => {
  const looks = [...maintenanceFiles(config)].map(async ([path, services]) => {
    const look = await lookForMaintenanceFile(path)
    return services.map((service) => happeningOf(service, path, look))
  })
  return (await Promise.all(looks)).flat()
}

const happeningOf = (service: string, file: string, look: MaintenanceLook): Happening => {
  if (look.kind === 'unknown') return { type: 'maintenance-unknown', service, file, reason: look.reason }
  return { type: 'maintenance', service, file, forMs: look.kind === 'present' ? look.forMs : undefined }
}
