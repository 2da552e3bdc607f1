// Which VIPs bring traffic to this machine although none of its addresses would take it?
import type { Asn } from '../bgp/as-path.ts'
import { contains, hostLength, type Prefix } from '../bgp/prefix.ts'
import type { Route } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import { some } from '../values/some.ts'
import { routesOf } from './desired.ts'

export type MissingVips = { readonly service: string; readonly vips: readonly string[] }

/** Those whose route leads here on any tier, by `self` or by an address of this machine, and that hold none of its `addresses`; but for services that are not to be looked at. */
export const missingVips = (
  { services, localAs }: { readonly services: readonly Service[]; readonly localAs: Asn | undefined },
  addresses: readonly Prefix[],
): readonly MissingVips[] => {
  const here = new Set(addresses.map(({ address }) => address))
  const leadsHere = ({ attributes: { nextHop } }: Route): boolean => nextHop === 'self' || here.has(nextHop)
  const isHere = (vip: Prefix): boolean =>
    vip.length === hostLength(vip.family) ? here.has(vip.address) : addresses.some((address) => contains(vip, address))
  return services.flatMap((service) => {
    if (service.requireLocal === 'ignore') return []
    const absent = service.vips.filter((vip) => !isHere(vip))
    if (absent.length === 0) return []
    const led = new Set(
      service.tiers.flatMap((_, tier) => routesOf(service, tier, false, localAs).filter(leadsHere)).map(({ nlri }) => nlri.prefix.text),
    )
    const vips = absent.map(({ text }) => text).filter((text) => led.has(text))
    return vips.length === 0 ? [] : [{ service: service.name, vips }]
  })
}

/** Names the remedy, and the one case in which there is none to be sought. */
export const missingSentence = (vips: readonly string[]): string => {
  const [first] = vips
  const [addresses, them] = vips.length === 1 ? ['the address', 'it'] : ['the addresses', 'them']
  return `this machine does not have ${addresses} ${some(vips)}, so it drops the traffic for ${them}, unless it has a local route; run: ip address add ${first} dev lo`
}

/** Of VIPs that the program had put on this machine. */
export const lostSentence = (vips: readonly string[], device: string): string =>
  `this machine does not have ${vips.length === 1 ? 'the address' : 'the addresses'} ${some(vips)} any more, and drops the traffic: somebody has taken what was on ${device}; putting it back`
