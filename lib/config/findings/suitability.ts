// Which routes do the sessions of this node cannot carry, as far as the configuration knows them?
import { type Family, parseAddress } from '../../bgp/address.ts'
import type { Asn } from '../../bgp/as-path.ts'
import type { Prefix } from '../../bgp/prefix.ts'
import { routeFor } from '../../bgp/route.ts'
import { type Objection, objections, type Session } from '../../bgp/session.ts'
import type { Finding, Path } from '../problems/problem.ts'
import { familiesOf } from '../resolve/sessions.ts'
import { attributesOf } from '../schema/attributes.ts'
import type { Level, Subject } from './profiles/rule.ts'
import { subjectOf } from './profiles/subject.ts'
import type { Readable } from './readable.ts'

/** Warnings about attributes and next hops that a peer of `sessions` drops or does not get to see. */
export const suitabilityFindings = (tree: unknown, parts: Readable): readonly Finding[] => {
  const subject = { ...subjectOf(tree, parts), services: Object.keys(parts.services) }
  const { localAs, vips } = subject
  const [first] = vips
  if (!parts.sessions || localAs === undefined || first === undefined) return []
  const sessions = sessionsIn(parts.sessions, localAs, subject)
  return [
    ...subject.levels.flatMap((level) => levelFindings(level, reachedBy(level, sessions, subject), first.prefix, localAs)),
    ...vips.flatMap(({ path, prefix }) => nextHopFindings(path, prefix, sessions, subject)),
  ]
}

const sessionsIn = (
  { as, families, peers }: NonNullable<Readable['sessions']>,
  localAs: Asn,
  { neighbors, vips }: Subject,
): readonly Session[] => {
  const written = peers.filter((peer) => peer !== null && peer !== undefined)
  const announced = new Set(vips.map(({ prefix }) => prefix.family))
  return written
    .filter((peer) => neighbors.length === 0 || neighbors.some(({ address }) => address === peer.address.text))
    .map((peer) => {
      const offered: readonly Family[] = peer.families ?? families ?? familiesOf(peer, written, announced)
      return {
        address: peer.address.text,
        state: 'down',
        localAs,
        peerAs: peer.as ?? as ?? undefined,
        families: new Map(offered.map((family) => [family, undefined])),
      }
    })
}

type Attribute = keyof Level['own']
type Reached = (...keys: readonly Attribute[]) => readonly Session[]

// What a service says for one neighbor is for that one, and goes before what it and its tiers say for all.
const reachedBy =
  ({ path }: Level, sessions: readonly Session[], { levels, services }: Subject & { readonly services: readonly string[] }): Reached =>
  (...keys) => {
    if (path[2] === 'neighbors') return sessions.filter(({ address }) => names(path[3], address))
    if (path.length > 2 && path[2] !== 'tiers') return sessions
    const concerned = path[0] === 'bgp' ? services : [path[1]]
    const isOverruled = (address: string, service: Path[number] | undefined): boolean =>
      levels.some(
        ({ path: [, name, part, neighbor], own }) =>
          name === service && part === 'neighbors' && names(neighbor, address) && keys.some((key) => own[key] !== undefined),
      )
    return sessions.filter(({ address }) => !concerned.every((service) => isOverruled(address, service)))
  }

const names = (written: Path[number] | undefined, address: string): boolean => {
  const parsed = parseAddress(String(written))
  return parsed.ok && parsed.value.text === address
}

const levelFindings = ({ path, own }: Level, reached: Reached, vip: Prefix, localAs: Asn): readonly Finding[] => {
  const route = routeFor(vip, attributesOf(own), localAs)
  const objecting = (objection: Objection, over: readonly Session[]) =>
    over.filter((session) => objections({ ...session, families: new Map([[vip.family, undefined]]) }, route).includes(objection))
  const [internal = [], external = []] = [true, false].map((inside) =>
    reached('prepend', 'as-path').filter(({ peerAs }) => (peerAs === localAs) === inside),
  )
  const key = own['as-path'] === undefined ? 'prepend' : 'as-path'
  const got = own['as-path'] === undefined ? `prepend ${own.prepend}` : `as-path ${own['as-path'].join(' ')}`
  return [
    ...about(objecting('loop', internal), (peers) => ({
      path: [...path, key],
      expected: `no own AS in the path towards ${peers}, which drops it as a loop over iBGP; med or local-preference ranks paths there`,
      got,
    })),
    ...about(objecting('loop', external), (peers) => ({
      path: [...path, key],
      expected: `no AS of the peer in the path towards ${peers}, which drops it as a loop`,
      got,
    })),
    ...about(objecting('local-preference', reached('local-preference')), (peers) => ({
      path: [...path, 'local-preference'],
      expected: `no local-preference towards ${peers}, as it is not sent over eBGP; prepend or med ranks paths there`,
      got: `${own['local-preference']}`,
    })),
    ...about(own.aigp === undefined ? [] : reached('aigp').filter(({ peerAs }) => peerAs !== undefined && peerAs !== localAs), (peers) => ({
      path: [...path, 'aigp'],
      expected: `no aigp towards ${peers}, as ExaBGP 4.2 never sends it over eBGP, and 5.0 only with capability { aigp enable; }; med ranks paths there`,
      got: `${own.aigp}`,
    })),
  ]
}

const nextHopFindings = (path: Path, prefix: Prefix, sessions: readonly Session[], { levels }: Subject): readonly Finding[] => {
  const isGiven = ({ address }: Session): boolean =>
    levels.some(
      ({ path: [part, service, level, neighbor], own }) =>
        (part === 'bgp' || (service === path[1] && (level !== 'neighbors' || names(neighbor, address)))) &&
        (own['next-hop']?.[prefix.family] ?? 'self') !== 'self',
    )
  const left = sessions.filter((session) => !isGiven(session))
  if (!sessions.some(({ families }) => families.has(prefix.family))) {
    const given = prefix.family === 'ipv6' && left.length > 0 && left.every(({ address }) => !address.includes(':'))
    const nextHop = given ? ', and next-hop: {ipv6: ADDRESS}' : ''
    return about(sessions, (peers) => ({
      path,
      expected: `${prefix.family} among the families of a peer (${peers})${nextHop}: without it nobody hears of the VIP`,
      got: prefix.text,
    }))
  }
  const route = routeFor(prefix, {}, undefined)
  const objecting = (objection: Objection) => left.filter((session) => objections(session, route).includes(objection))
  return [
    ...about(objecting('no-next-hop'), (peers) => ({
      path,
      expected: `next-hop: {ipv6: ADDRESS}, as self is no IPv6 address over the IPv4 session with ${peers}: without it the VIP is not announced there`,
      got: 'self',
    })),
    ...about(objecting('router-id'), (peers) => ({
      path,
      expected: `next-hop: {ipv4: ADDRESS}, as self is the router ID over the IPv6 session with ${peers}`,
      got: 'self',
    })),
  ]
}

const about = (sessions: readonly Session[], say: (peers: string) => Finding): readonly Finding[] =>
  sessions.length === 0 ? [] : [{ ...say(sessions.map(({ address }) => address).join(', ')), warning: true }]
