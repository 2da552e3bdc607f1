// What does it mean that ExaBGP does not list a route of ours?
import { type Nlri, nlriKey, type Route } from '../bgp/route.ts'
import type { Session } from '../bgp/session.ts'
import type { Conversation } from './conversation.ts'
import { fitting } from './eligible.ts'
import { type Announced, doubtful, isRoute, isSaid, type Rib } from './rib.ts'

/** A route that is listed for a neighbor. */
type Listed = { readonly neighbor: string; readonly entry: Announced }

/**
 * Routes that are not listed for a session that should have them are in doubt. Where no family of a session is known, or none that suits, a route that is
 * missing there says nothing; nor where the session is down, or the neighbor may have been taken out. One for which nothing is listed a second time, after
 * it was told, is one for which nothing is kept (adj-rib-out false). `listing`: the neighbors for which anything is listed.
 */
export const withoutUnlisted = (conversation: Conversation, found: readonly Listed[], listing: ReadonlySet<string>): Conversation => {
  const listed = new Set(found.map(({ neighbor, entry }) => `${neighbor} ${nlriKey(entry.nlri)}`))
  const isListed = (neighbor: string, nlri: Nlri): boolean => listed.has(`${neighbor} ${nlriKey(nlri)}`)
  const kept: Rib = new Map(
    [...conversation.announced].filter(([, entry]) => isSaid(entry) || !(entry.to ?? [...listing]).some((one) => listing.has(one))),
  )
  const sessions = [...conversation.sessions.known.values()].filter(({ state }) => state === 'up')
  const lacks = (session: Session, route: Route): boolean =>
    session.families.has(route.nlri.prefix.family) && isFor(session.address, route, conversation) && !isListed(session.address, route.nlri)
  const routes = [...kept.values()].filter(isRoute)
  const { bare: before } = conversation.listing
  const bare = sessions.filter(
    (one) => !listing.has(one.address) && one.heardAt >= conversation.sessions.askedAt && routes.some((route) => lacks(one, route)),
  )
  const told = sessions.filter((one) => listing.has(one.address) || (bare.includes(one) && !before.has(one.address)))
  const lost = routes.filter((route) => told.some((session) => lacks(session, route)))
  return {
    ...conversation,
    announced: lost.length === 0 ? kept : doubtful(kept, lost),
    listing: { ...conversation.listing, bare: new Map(bare.map(({ address }) => [address, (before.get(address) ?? 0) + 1])) },
  }
}

const isFor = (address: string, route: Route, conversation: Conversation): boolean => {
  const fit = fitting(route, conversation)
  const to = fit?.to ?? conversation.settings.neighbors
  return fit !== undefined && (to.length === 0 || to.includes(address))
}
