// Which services may announce an NLRI?
import { type Nlri, type NlriKey, nlriKey } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import { rangeOf } from './desired.ts'

/** By NLRI; and by prefix, whatever its path identifier. */
export type Owners = ReadonlyMap<NlriKey, readonly string[]>

export const ownersOf = (services: readonly Service[]): Owners => {
  const owners = new Map<NlriKey, string[]>()
  const add = (key: NlriKey, name: string): unknown => owners.set(key, [...(owners.get(key) ?? []), name])
  for (const service of services) {
    for (const { nlri } of rangeOf(service)) add(nlriKey(nlri), service.name)
    for (const vip of service.vips) add(vip.text, service.name)
  }
  return owners
}

/** By name. What bears a path identifier that nobody has any more is everyone's who has the VIP. */
export const ownersIn = (owners: Owners, nlri: Nlri): readonly string[] => owners.get(nlriKey(nlri)) ?? owners.get(nlri.prefix.text) ?? []
