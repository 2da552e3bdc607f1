// What does it mean that ExaBGP does not list a route of ours?
import type { Family } from '../bgp/address.ts'
import { addressedKey, type Nlri, nlriKey, type Route } from '../bgp/route.ts'
import type { Session } from '../bgp/session.ts'
import type { Conversation } from './conversation.ts'
import { fitting } from './eligible.ts'
import { type Announced, isRoute, isSaid } from './rib.ts'
import { lacks, type Sessions, sessionsWith } from './sessions.ts'

/** A route that is listed for a neighbor. */
type Listed = { readonly neighbor: string; readonly entry: Announced }

/**
 * Routes that are not listed for a session that should have them are in doubt. Where no family of a session is known, or none that suits, a route that is
 * missing there says nothing; nor where the session is down, or the neighbor may have been taken out. One for which nothing of ours is listed a second time,
 * after it was told, is one for which nothing is kept (adj-rib-out false), or that does not listen to this process.
 */
export const withoutUnlisted = (conversation: Conversation, found: readonly Listed[]): Conversation => {
  const { by: listing, bare: before } = conversation.listing
  const listed = new Set(found.map(({ neighbor, entry }) => `${neighbor} ${nlriKey(entry.nlri)}`))
  const listingOurs = new Set(found.map(({ neighbor }) => neighbor))
  const isListed = (neighbor: string, nlri: Nlri): boolean => listed.has(`${neighbor} ${nlriKey(nlri)}`)
  const { announced: kept } = withoutAssumed(conversation)
  const sessions = [...conversation.sessions.known.values()].filter(({ state }) => state === 'up')
  const isLacking = (session: Session, route: Route): boolean =>
    session.families.has(route.nlri.prefix.family) && isFor(session.address, route, conversation) && !isListed(session.address, route.nlri)
  const routes = [...kept.values()].filter(isRoute)
  const bare = sessions.filter(
    (one) =>
      !listingOurs.has(one.address) &&
      (listing.has(one.address) || one.heardAt >= conversation.sessions.askedAt) &&
      routes.some((route) => isLacking(one, route)),
  )
  const told = sessions.filter((one) => listingOurs.has(one.address) || (bare.includes(one) && !before.has(one.address)))
  const lost = routes.filter((route) => told.some((session) => isLacking(session, route)))
  return {
    ...conversation,
    announced: lost.length === 0 ? kept : new Map([...kept, ...lost.map((route) => [addressedKey(route), inDoubt(route)] as const)]),
    listing: { ...conversation.listing, bare: new Map(bare.map(({ address }) => [address, (before.get(address) ?? 0) + 1])) },
  }
}

const inDoubt = ({ attributes: told, ...addressed }: Route): Announced => ({ ...addressed, attributes: 'unknown', told })

/**
 * What is only assumed is not there where every session that may carry it lists something. One that lists nothing may keep no list (adj-rib-out false), and
 * where no sessions are known any may. Before the first run there was nothing.
 */
export const withoutAssumed = (conversation: Conversation): Conversation => {
  const { announced, settings, listing } = conversation
  if (listing.by.size === 0 || [...announced.values()].every(isSaid)) return conversation
  const isListedByAll = listedByAll(conversation)
  const mayBeThere = (entry: Announced): boolean => isSaid(entry) || ((settings.predecessor || listing.again) && !isListedByAll(entry))
  return { ...conversation, announced: new Map([...announced].filter(([, entry]) => mayBeThere(entry))) }
}

// Who may carry a family is worked out once: there may be many sessions, and many VIPs.
const listedByAll = ({ announced, settings, sessions, listing }: Conversation): ((entry: Announced) => boolean) => {
  const known = [...sessions.known.values()].map(({ address }) => address)
  const addresses = [...new Set([...known, ...settings.neighbors, ...[...announced.values()].flatMap(({ to = [] }) => to)])]
  const carrying = (family: Family) => new Set(addresses.filter((address) => mayCarry(sessions, address, family)))
  const carriers = { ipv4: carrying('ipv4'), ipv6: carrying('ipv6') }
  return ({ nlri, to = settings.neighbors }) => {
    const own = (to.length === 0 ? known : to).filter((address) => carriers[nlri.prefix.family].has(address))
    return own.length > 0 && own.every((address) => listing.by.has(address))
  }
}

const mayCarry = (sessions: Sessions, address: string, family: Family): boolean => {
  const own = sessionsWith(sessions, address)
  return !lacks(sessions, address) && (own.length === 0 || own.some(({ families }) => families.has(family)))
}

const isFor = (address: string, route: Route, conversation: Conversation): boolean => {
  const fit = fitting(route, conversation)
  const to = fit?.to ?? conversation.settings.neighbors
  return fit !== undefined && (to.length === 0 || to.includes(address))
}
