// What should be announced for a service that stands here?
import type { Asn } from '../bgp/as-path.ts'
import { type Attributes, overlay } from '../bgp/attributes.ts'
import { type Route, routeFor } from '../bgp/route.ts'
import type { Service } from '../config/config.ts'
import type { Standing } from './ladder.ts'

/** A verdict moves routes; `pending` (no verdict yet) leaves them as they are. `draining`: announced once more, with the attributes of a departure. */
export type Verdict = 'pending' | 'draining' | 'maintenance' | Standing

/** The routes of a verdict; none for a withdrawn service, and not asked for `pending`. `warm`: the service has just come up. */
export const routesOf = (service: Service, verdict: Verdict, warm: boolean, localAs: Asn | undefined): readonly Route[] => {
  const attributes = attributesOf(service, verdict, warm)
  return attributes === undefined ? [] : service.vips.map((vip) => routeFor(vip, attributes, localAs))
}

const attributesOf = ({ tiers, down, warm, drain }: Service, verdict: Verdict, isWarm: boolean): Attributes | undefined => {
  switch (verdict) {
    case 'pending':
    case 'maintenance':
      return undefined
    case 'draining':
      return overlay(tiers[0]?.attributes ?? {}, drain?.attributes ?? {})
    case 'down':
      return down === 'withdraw' ? undefined : down
    default:
      return overlay(tiers[verdict]?.attributes ?? {}, isWarm ? (warm?.attributes ?? {}) : {})
  }
}
