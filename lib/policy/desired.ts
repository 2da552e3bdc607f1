// What should be announced for a service that stands here, and to whom?
import type { Asn } from '../bgp/as-path.ts'
import { type Attributes, overlay } from '../bgp/attributes.ts'
import { type Route, routeFor } from '../bgp/route.ts'
import type { Service } from '../config/config.ts'
import type { Standing } from './ladder.ts'

/** A verdict moves routes; `pending` (no verdict yet) leaves them as they are. `draining`: announced once more, with the attributes of a departure. */
export type Verdict = 'pending' | 'draining' | 'maintenance' | Standing

/** The routes of a verdict, audience by audience; none for a withdrawn service, and not asked for `pending`. `warm`: the service has just come up. */
export const routesOf = (service: Service, verdict: Verdict, warm: boolean, localAs: Asn | undefined): readonly Route[] =>
  service.audiences.flatMap(({ to, attributes: own }) => {
    const levels = levelsOf(service, verdict, warm, own)
    if (levels === undefined) return []
    const attributes = levels.reduce(overlay, {})
    return service.vips.map((vip) => ({ ...routeFor(vip, attributes, localAs), ...(to !== undefined && { to }) }))
  })

// What says that traffic is not wanted now lies over what one neighbor gets: it must not be hidden from that one.
const levelsOf = (
  { tiers, attributes, down, warm, drain }: Service,
  verdict: Verdict,
  isWarm: boolean,
  own: Attributes,
): readonly Attributes[] | undefined => {
  switch (verdict) {
    case 'pending':
    case 'maintenance':
      return undefined
    case 'draining':
      return [tiers[0]?.attributes ?? {}, own, drain?.attributes ?? {}]
    case 'down':
      return down === 'withdraw' ? undefined : [attributes, own, down]
    default:
      return [tiers[verdict]?.attributes ?? {}, own, isWarm ? (warm?.attributes ?? {}) : {}]
  }
}
