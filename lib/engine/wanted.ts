// What should ExaBGP announce now, all services together?
import type { Announced, DesiredRib } from '../exabgp/rib.ts'
import { ownersIn } from '../policy/owners.ts'
import { remembering } from '../values/remembering.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'

/** A service without a verdict yet keeps what a predecessor announced for it. */
export const wanted = ({ services, desired, exabgp }: State): DesiredRib => {
  const pending = pendingOf(services)
  if (pending.size === 0) return desired
  const isKept = ({ nlri }: Announced): boolean => ownersIn(exabgp.settings.owners, nlri).some((name) => pending.has(name))
  return new Map([...desired, ...[...exabgp.announced].filter(([key, entry]) => !desired.has(key) && isKept(entry))])
}

export const pendingOf = remembering(
  (services: readonly ServiceState[]): ReadonlySet<string> =>
    new Set(services.filter(({ verdict }) => verdict === 'pending').map(({ service }) => service.name)),
)
