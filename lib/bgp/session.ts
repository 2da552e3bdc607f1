// What does the BGP session with a neighbor make of a route?
import type { Family } from './address.ts'
import type { Route } from './route.ts'

export type Session = {
  /** Of the neighbor. */
  readonly address: string
  /** Our own, where it is known: a neighbor may have several sessions with us. */
  readonly localAddress?: string
  readonly state: 'up' | 'down'
  readonly localAs: number | undefined
  readonly peerAs: number | undefined
  /** The families that are offered to the neighbor, and whether it takes them: undefined while nobody knows, as the session is down. */
  readonly families: ReadonlyMap<Family, boolean | undefined>
  /** Whether it may carry several paths of a prefix (ADD-PATH); absent: not known. */
  readonly addPath?: boolean
}

/**
 * `no-next-hop`: `self` of an IPv6 route is an IPv4 address there, which ExaBGP 4.2.21 sends and the neighbor ends the session over, and
 * later ones refuse. `router-id`: `self` of an IPv4 route is the router ID there. `loop`: the neighbor finds its own AS in the path and
 * drops the route (RFC 4271, 9.1.2). `local-preference`: it is not sent over eBGP (RFC 4271, 5.1.5). `not-negotiated`: the family is offered
 * and the neighbor does not take it. `no-add-path`: the path identifier is not sent, so that of all paths of a prefix the last one said counts.
 */
export type Objection = 'no-next-hop' | 'router-id' | 'loop' | 'local-preference' | 'not-negotiated' | 'no-add-path'

/** Whatever speaks against announcing this route over this session, as far as it is known. */
export const objections = (session: Session, { nlri: { prefix, pathInformation }, attributes }: Route): readonly Objection[] => {
  const { localAs, peerAs, families, addPath } = session
  if (!families.has(prefix.family)) return []
  const found: readonly (Objection | false)[] = [
    refuses(session, { nlri: { prefix }, attributes }) && 'no-next-hop',
    attributes.nextHop === 'self' && prefix.family === 'ipv4' && familyOf(session) === 'ipv6' && 'router-id',
    peerAs !== undefined && attributes.asPath?.some((asn) => asn === peerAs) === true && 'loop',
    localAs !== undefined && peerAs !== undefined && localAs !== peerAs && attributes.localPreference !== undefined && 'local-preference',
    families.get(prefix.family) === false && 'not-negotiated',
    pathInformation !== undefined && addPath === false && 'no-add-path',
  ]
  return found.filter((one) => one !== false)
}

/** Whether the route must not be sent over this session, for the sake of the session itself. */
export const refuses = (session: Session, { nlri: { prefix }, attributes }: Route): boolean =>
  attributes.nextHop === 'self' && prefix.family === 'ipv6' && familyOf(session) === 'ipv4' && session.families.has('ipv6')

// The address of the neighbor tells over what the session runs.
const familyOf = ({ address }: Session): Family => (address.includes(':') ? 'ipv6' : 'ipv4')
