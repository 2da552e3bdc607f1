// What should be announced for a service that stands here?
import type { Asn } from '../bgp/as-path.ts'
import type { Attributes } from '../bgp/attributes.ts'
import { type Route, routeFor } from '../bgp/route.ts'
import type { Service } from '../config/config.ts'
import type { Standing } from './ladder.ts'

/** A verdict moves routes; `pending` (no verdict yet) leaves them as they are. */
export type Verdict = 'pending' | 'maintenance' | Standing

/** The routes of a verdict; none for a withdrawn service. Not asked for `pending`. */
export const routesOf = (service: Service, verdict: Exclude<Verdict, 'pending'>, localAs: Asn | undefined): readonly Route[] => {
  const attributes = attributesOf(service, verdict)
  return attributes === undefined ? [] : service.vips.map((vip) => routeFor(vip, attributes, localAs))
}

const attributesOf = ({ tiers, down }: Service, verdict: Exclude<Verdict, 'pending'>): Attributes | undefined => {
  if (typeof verdict === 'number') return tiers[verdict]?.attributes
  return verdict === 'maintenance' || down === 'withdraw' ? undefined : down
}
