// Which looks at maintenance files tell which services something, and which are waited for?
import type { Config } from '../config/config.ts'
import { startDeadline } from '../io/deadline.ts'
import { lookForMaintenanceFile, type MaintenanceLook, watchMaintenanceFile } from '../io/maintenance.ts'
import type { Happening } from './loop.ts'

/** What has not answered by then is not waited for. */
const promptMs = 100

/**
 * How all maintenance files are looked at once more; services may share one. What says something else than before is dispatched, whenever it comes.
 * Resolves to the services whose file has not answered since the time before; while it has not, it is not looked at again.
 */
export const maintenanceLooks = (config: Config, dispatch: (happening: Happening) => void): (() => Promise<readonly string[]>) => {
  const watches = [...byPath(config)].map(([path, services]) => {
    const look = watchMaintenanceFile(path)
    return new Watch(services, async () => {
      const found = await look()
      if (found !== undefined) for (const service of services) dispatch(happeningOf(service, found))
    })
  })
  return async () => {
    const before = watches.map(({ underWay }) => underWay)
    await soon(Promise.all(watches.map((watch) => watch.look())))
    return watches.flatMap(({ services, underWay }, index) => (underWay !== undefined && underWay === before[index] ? services : []))
  }
}

/** One look at a time. */
class Watch {
  readonly services: readonly string[]
  readonly #look: () => Promise<void>
  underWay: Promise<void> | undefined

  constructor(services: readonly string[], look: () => Promise<void>) {
    this.services = services
    this.#look = look
  }

  look(): Promise<void> {
    this.underWay ??= this.#look().finally(() => {
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
  const looks = [...byPath(config)].map(async ([path, services]) => {
    const look = await lookForMaintenanceFile(path)
    return services.map((service) => happeningOf(service, look))
  })
  return (await Promise.all(looks)).flat()
}

const byPath = ({ services }: Config): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  for (const { name, maintenanceFile } of services)
    if (maintenanceFile !== undefined) found.set(maintenanceFile, [...(found.get(maintenanceFile) ?? []), name])
  return found
}

const happeningOf = (service: string, look: MaintenanceLook): Happening => {
  if (look.kind === 'unknown') return { type: 'maintenance-unknown', service, reason: look.reason }
  return { type: 'maintenance', service, forMs: look.kind === 'present' ? look.forMs : undefined }
}
