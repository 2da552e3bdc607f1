// Which steps of a service look to routers like another one?
import type { Asn } from '../bgp/as-path.ts'
import { addressedKey, attributesKey } from '../bgp/route.ts'
import type { Service, ServiceAudience } from '../config/service.ts'
import { ladderOf, routesOf, type Stood, type Verdict } from './desired.ts'
import { type Standing, standingName } from './ladder.ts'

/** A sentence about each tier, and about `down`, `warm` and `drain`, that is announced as something else of the service is. */
export const likenesses = (service: Service, localAs: Asn | undefined): readonly string[] => [
  ...new Set(
    service.audiences.flatMap((audience) => {
      const towards = audience.to === undefined ? '' : ` towards ${audience.to.join(', ')}`
      return alikeFor(service, audience, saying({ ...service, audiences: [audience] }, localAs)).map(
        ([who, so]) => `${who}${towards}: ${so}`,
      )
    }),
  ),
]

type Said = (verdict: Verdict, warm?: boolean, stood?: Stood) => string

const saying =
  (service: Service, localAs: Asn | undefined): Said =>
  (verdict, warm = false, stood) =>
    routesOf(service, verdict, warm, localAs, stood)
      .map((route) => `${addressedKey(route)} ${attributesKey(route.attributes)}`)
      .join('\n')

type Alike = readonly [who: string, so: string]

const alikeFor = (service: Service, { attributes }: ServiceAudience, said: Said): readonly Alike[] => {
  const standings = ladderOf(service, attributes).map(({ standing }) => standing)
  const tiers = [...service.tiers.keys()]
  return [
    ...standings.flatMap((standing, index) => likeAbove(standing, standings.slice(0, index), said)),
    ...(service.warm !== undefined && tiers.every((tier) => said(tier, true) === said(tier)) ? [idleWarm] : []),
    ...(service.drain !== undefined && standings.every((standing) => said('draining', false, { standing, warm: false }) === said(standing))
      ? [idleDrain]
      : []),
  ]
}

const likeAbove = (standing: Standing, above: readonly Standing[], said: Said): readonly Alike[] => {
  const like = above.findLast((one) => said(one) === said(standing))
  if (like === undefined) return []
  const so = standing === 'down' ? 'a dead node looks like one that serves' : 'routers see no difference'
  return [[`${standingName(standing)} announces the same as ${standingName(like)}`, so]]
}

const idleWarm: Alike = ['warm announces the same as the tiers', 'a node that comes back gets its whole share at once']
const idleDrain: Alike = ['drain announces the same as before', 'nothing moves away until the withdraw']
