// Which VIPs bring traffic to this machine although none of its addresses would take it?
import type { Asn } from '../bgp/as-path.ts'
import { contains, hostLength, type Prefix } from '../bgp/prefix.ts'
import type { Route } from '../bgp/route.ts'
import type { Service } from '../config/config.ts'
import { routesOf } from './desired.ts'

/** Those whose route leads here on any tier, by `self` or by an address of this machine, and that hold none of its `addresses`. */
export const missingVips = (
  { services, localAs }: { readonly services: readonly Service[]; readonly localAs: Asn | undefined },
  addresses: readonly Prefix[],
): readonly { readonly service: string; readonly vips: readonly Prefix[] }[] => {
  const here = new Set(addresses.map(({ address }) => address))
  const leadsHere = ({ attributes: { nextHop } }: Route): boolean => nextHop === 'self' || here.has(nextHop)
  const isHere = (vip: Prefix): boolean =>
    vip.length === hostLength(vip.family) ? here.has(vip.address) : addresses.some((address) => contains(vip, address))
  return services.flatMap((service) => {
    const routes = service.tiers.flatMap((_, tier) => routesOf(service, tier, false, localAs)).filter(leadsHere)
    const vips = service.vips.filter((vip) => !isHere(vip) && routes.some(({ nlri }) => nlri.prefix.text === vip.text))
    return vips.length === 0 ? [] : [{ service: service.name, vips }]
  })
}
