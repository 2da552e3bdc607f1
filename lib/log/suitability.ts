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

const nowhere = ({ service, family, vips, offeredTo, lacksNextHop }: Unreachable): string => {
  const activated =
    offeredTo.length > 0
      ? `activate the family at ${some(offeredTo)}`
      : `add family { ${family} unicast; } to a neighbor in the configuration of ExaBGP, and activate it at the neighbor`
  const nextHop = lacksNextHop ? `, and set next-hop: {${family}: ADDRESS}, as all sessions are over IPv4` : ''
  return `${service}: no neighbor takes ${titles[family]}, so ${some(vips)} is announced to nobody: ${activated}${nextHop}`
}

const titles = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

const objection = ({ objection, steps, neighbors, vips, attributes }: Unsuited): string => {
  const [first] = neighbors
  const internal = first?.peerAs === first?.localAs
  const who = some(neighbors.map(({ address }) => address))
  switch (objection) {
    case 'no-next-hop':
      return `${some(vips)} is not announced to ${who}: next-hop self has no IPv6 address on an IPv4 session; set next-hop: {ipv6: ADDRESS}`
    case 'router-id':
      return `neighbor ${who} gets ${some(vips)} with our router ID as next hop: next-hop self has no IPv4 address on an IPv6 session; set next-hop: {ipv4: ADDRESS}, or use a session over IPv4`
    case 'loop':
      return `on ${some(steps)} AS ${first?.peerAs} is in the path (${pathOf(attributes)}), so ${internal ? 'iBGP ' : ''}neighbor ${who} drops the route as a loop: use med${internal ? ' or local-preference' : ''} there`
    case 'local-preference':
      return `on ${some(steps)} eBGP neighbor ${who} (AS ${first?.peerAs}) gets the route without local-preference ${attributes.localPreference}: use prepend or med there`
    case 'not-negotiated':
      return `neighbor ${who} does not take ${titles[vips[0]?.includes(':') === true ? 'ipv6' : 'ipv4']}, so it does not get ${some(vips)}: activate the family at the neighbor, or remove it from its family { … } in the configuration of ExaBGP`
    case 'no-add-path':
      return `on ${some(steps)} neighbor ${who} gets ${some(vips)} without its path-information, so that of several paths the last one said counts: add capability { add-path send; } to the neighbor in the configuration of ExaBGP, and have the neighbor receive ADD-PATH`
  }
}

const pathOf = ({ asPath = [] }: PathAttributes): string => asPath.join(' ')
