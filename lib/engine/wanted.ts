// What should ExaBGP announce now, all services together?
import { nlriKey } from '../bgp/route.ts'
import type { Announced, DesiredRib } from '../exabgp/rib.ts'
import { remembering } from '../values/remembering.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'

/** A service without a verdict yet keeps what a predecessor announced for it. One whose path identifier nobody has any more is everyone's. */
export const wanted = ({ services, owners, desired, exabgp }: State): DesiredRib => {
  const pending = pendingOf(services)
  if (pending.size === 0) return desired
  const isKept = ({ nlri }: Announced): boolean =>
    (owners.get(nlriKey(nlri)) ?? owners.get(nlri.prefix.text) ?? []).some((name) => pending.has(name))
  return new Map([...desired, ...[...exabgp.announced].filter(([key, entry]) => !desired.has(key) && isKept(entry))])
}

export const pendingOf = remembering(
  (services: readonly ServiceState[]): ReadonlySet<string> =>
    new Set(services.filter(({ verdict }) => verdict === 'pending').map(({ service }) => service.name)),
)
