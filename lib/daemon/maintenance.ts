// Which looks at maintenance files tell which services something?
import type { Config } from '../config/config.ts'
import { lookForMaintenanceFile, type MaintenanceLook, watchMaintenanceFile } from '../io/maintenance.ts'
import type { Happening } from './loop.ts'

/** Watches every maintenance file; services may share one. */
export const watchMaintenance = (config: Config, dispatch: (happening: Happening) => void): void => {
  for (const [path, services] of byPath(config))
    watchMaintenanceFile(path, (look) => {
      for (const service of services) dispatch(happeningOf(service, look))
    })
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
