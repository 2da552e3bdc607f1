// Which services may announce an NLRI?
import type { Prefix } from '../bgp/prefix.ts'
import { type Nlri, nlriKey } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import { rangeOf } from './desired.ts'

/** By NLRI; and by prefix, whatever its path identifier, under what is the key of no NLRI: that of one without an identifier is the prefix. */
export type Owners = ReadonlyMap<string, readonly string[]>

const prefixKey = ({ text }: Prefix): string => `any path of ${text}`

export const ownersOf = (services: readonly Service[]): Owners => {
  const owners = new Map<string, string[]>()
  const add = (key: string, name: string): unknown => owners.set(key, [...(owners.get(key) ?? []), name])
  for (const service of services) {
    for (const { nlri } of rangeOf(service)) add(nlriKey(nlri), service.name)
    for (const vip of service.vips) add(prefixKey(vip), service.name)
  }
  return owners
}

/** By name. What bears a path identifier that nobody has any more is everyone's who has the VIP. */
export const ownersIn = (owners: Owners, nlri: Nlri): readonly string[] =>
  owners.get(nlriKey(nlri)) ?? owners.get(prefixKey(nlri.prefix)) ?? []
