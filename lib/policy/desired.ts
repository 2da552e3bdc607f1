// What should be announced for a service that stands here, and to whom?
import type { Asn } from '../bgp/as-path.ts'
import type { Attributes } from '../bgp/attribute-table.ts'
import { overlay, worsened } from '../bgp/attributes.ts'
import { type Addressed, nlriOf, type Route, routeFor, worsenedRoute } from '../bgp/route.ts'
import type { Service } from '../config/service.ts'
import type { Standing } from './ladder.ts'

/** A verdict moves routes; `pending` (no verdict yet) leaves them as they are. `draining`: announced once more, with the attributes of a departure. */
export type Verdict = 'pending' | 'draining' | 'maintenance' | Standing

/**
 * Where a service stood when a departure began, which is never to be made more attractive; `unknown` to a successor that finds it under way. `routes`:
 * what was announced, where that was of an earlier configuration.
 */
export type Stood = { readonly standing: Standing | 'unknown'; readonly warm: boolean; readonly routes?: readonly Route[] }

const atItsBest: Stood = { standing: 0, warm: false }

/**
 * The routes of a verdict, audience by audience; none for a withdrawn service, and not asked for `pending`. `warm`: the service has just come
 * up. `stood`: what a departure began from.
 */
export const routesOf = (
  service: Service,
  verdict: Verdict,
  warm: boolean,
  localAs: Asn | undefined,
  stood: Stood = atItsBest,
): readonly Route[] => {
  const former = byPrefix(verdict === 'draining' ? (stood.routes ?? []) : [])
  return service.audiences.flatMap(({ to, attributes: own }) => {
    const attributes = verdict === 'draining' ? drained(service, stood, own) : standingAttributes(service, { standing: verdict, warm }, own)
    if (attributes === undefined) return []
    return service.vips.map((vip, index) => {
      const route = routeFor(vip, increased(attributes, service.increase, index), localAs)
      const noBetter = (former.get(vip.text) ?? []).reduce((worse, one) => worsenedRoute(one, worse), route)
      return { ...noBetter, ...(to !== undefined && { to }) }
    })
  })
}

const byPrefix = (routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> => {
  const found = new Map<string, Route[]>()
  for (const route of routes) {
    const { text } = route.nlri.prefix
    const same = found.get(text)
    if (same === undefined) found.set(text, [route])
    else same.push(route)
  }
  return found
}

const greatestMed = 2 ** 32 - 1

// The first VIP has what is configured, and the next ones are ever less preferred.
const increased = (attributes: Attributes, increase: number | undefined, index: number): Attributes =>
  increase === undefined || index === 0
    ? attributes
    : { ...attributes, med: Math.min((attributes.med ?? 0) + increase * index, greatestMed) }

/** Everything that may ever be announced for a service, whatever its verdicts, and to whom. */
export const rangeOf = (service: Service): readonly Addressed[] =>
  service.audiences.flatMap(({ to, attributes: own }) => {
    const identified = [...new Map(ladderOf(service, own).map(({ attributes }) => [attributes.pathInformation, attributes])).values()]
    return identified.flatMap((attributes) => service.vips.map((vip) => ({ nlri: nlriOf(vip, attributes), ...(to && { to }) })))
  })

/** Where a service may stand while it is announced, and with which attributes. */
export type Rung = { readonly standing: Standing; readonly attributes: Attributes }

/** From the first tier down, as a neighbor gets it that has these of its own. */
export const ladderOf = (service: Service, own: Attributes): readonly Rung[] =>
  standingsOf(service).flatMap((standing) => {
    const attributes = standingAttributes(service, { standing, warm: false }, own)
    return attributes === undefined ? [] : [{ standing, attributes }]
  })

const standingsOf = ({ tiers }: Service): readonly Standing[] => [...tiers.keys(), 'down']

// What says that traffic is not wanted now lies over what one neighbor gets: it must not be hidden from that one. A service that has just come
// up is never more attractive than afterwards.
const standingAttributes = (
  { tiers, attributes, down, warm }: Service,
  { standing, warm: isWarm }: { readonly standing: Exclude<Verdict, 'draining'>; readonly warm: boolean },
  own: Attributes,
): Attributes | undefined => {
  switch (standing) {
    case 'pending':
    case 'maintenance':
      return undefined
    case 'down':
      return down === 'withdraw' ? undefined : [attributes, own, down].reduce(overlay, {})
    default: {
      const lasting = [tiers[standing]?.attributes ?? {}, own].reduce(overlay, {})
      return isWarm && warm !== undefined ? worsened(lasting, warm.attributes) : lasting
    }
  }
}

const drained = (service: Service, { standing, warm }: Stood, own: Attributes): Attributes | undefined => {
  const possible = standing === 'unknown' ? standingsOf(service) : [standing]
  const levels = possible.flatMap((one) => standingAttributes(service, { standing: one, warm }, own) ?? [])
  return levels.length === 0 ? undefined : [...levels, service.drain?.attributes ?? {}].reduce(worsened)
}
