// What does a session make of our routes, and what can be done about it?
import type { PathAttributes } from '../bgp/route.ts'
import type { LogLevel } from '../config/values/log-level.ts'
import type { News } from '../engine/effect.ts'
import { some } from '../values/some.ts'

type Unsuited = News & { type: 'unsuited' }
type Unreachable = News & { type: 'unreachable' }

export const suitability = (news: Unsuited | Unreachable): { readonly level: LogLevel; readonly message: string } => {
  if (news.type === 'unreachable') return { level: 'error', message: nowhere(news) }
  const level = news.objection === 'no-next-hop' || news.objection === 'loop' ? 'error' : 'warn'
  return { level, message: `${news.service}: ${objection(news)}` }
}

const nowhere = ({ service, family, vips }: Unreachable): string =>
  `${service}: no neighbor takes ${titles[family]}, so ${some(vips)} goes nowhere: add family { ${family} unicast; } to a neighbor in the configuration of ExaBGP, and activate it at the neighbor`

const titles = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

const objection = ({ objection, steps, neighbors, vips, attributes }: Unsuited): string => {
  const [first] = neighbors
  const internal = first?.peerAs === first?.localAs
  const who = some(neighbors.map(({ address }) => address))
  switch (objection) {
    case 'no-next-hop':
      return `${some(vips)} is not announced to ${who}: next-hop self is no IPv6 address over an IPv4 session; give next-hop: {ipv6: ADDRESS}, or use a session over IPv6`
    case 'router-id':
      return `the next hop of ${some(vips)} is the router ID towards ${who}: next-hop self is no IPv4 address over an IPv6 session; give next-hop: {ipv4: ADDRESS}, or use a session over IPv4`
    case 'loop':
      return `${some(steps)} has AS ${first?.peerAs} in its path (${pathOf(attributes)}), which ${internal ? 'iBGP ' : ''}neighbor ${who} drops as a loop: use med${internal ? ' or local-preference' : ''} there`
    case 'local-preference':
      return `${some(steps)} has local-preference ${attributes.localPreference}, which is not sent to eBGP neighbor ${who} (AS ${first?.peerAs}): use prepend or med there`
    case 'not-negotiated':
      return `neighbor ${who} does not take ${titles[vips[0]?.includes(':') === true ? 'ipv6' : 'ipv4']}, so ${some(vips)} does not reach it: activate the family at the neighbor, or take it from its family { … } in the configuration of ExaBGP`
  }
}

const pathOf = ({ asPath = [] }: PathAttributes): string => asPath.join(' ')
