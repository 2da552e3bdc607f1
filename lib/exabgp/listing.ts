// What does it mean that ExaBGP lists these routes?
import { type Addressed, type AddressedKey, addressedKey, type Nlri, nlriKey } from '../bgp/route.ts'
import type { Dialect } from '../config/exabgp.ts'
import type { Conversation } from './conversation.ts'
import type { ListingLine } from './listing-state.ts'
import type { ConversationNews } from './news.ts'
import { acknowledges } from './phase.ts'
import { type Announced, isRoute, isSaid, said } from './rib.ts'
import { withoutUnlisted } from './unlisted.ts'

/**
 * Notes a line of the listing, whoever asked for it and however late it comes: what ExaBGP lists it has. Of what others announce, which may be
 * hundreds of thousands of routes, only the neighbor counts, as one that lists anything.
 */
export const noteLine = (conversation: Conversation, { neighbor, routes }: Omit<ListingLine, 'before'>): Conversation => {
  const { listing, settings } = conversation
  const ours = routes.filter(({ prefix }) => settings.vips.has(prefix) || settings.former.has(prefix))
  if (ours.length === 0 && listing.lines?.neighbor === neighbor) return conversation
  return { ...conversation, listing: { ...listing, lines: { neighbor, routes: ours, before: listing.lines } } }
}

/** Takes in the lines that were noted. `whole`: no line is missing, so that what is not listed by a neighbor that lists anything is not there. */
export const takeListing = (conversation: Conversation, whole: boolean): Conversation => {
  const { listing, settings } = conversation
  const lines = inOrder(listing.lines)
  const next = { ...conversation, listing: { ...listing, lines: undefined } }
  if (lines.length === 0) return whole || acknowledges(next.phase) === false ? withEmpty(next) : next
  const range = identifiersIn(settings.range)
  const found = lines.flatMap((line) => routesIn(line, conversation, range))
  const added = listing.again ? withUnasked(next, found) : withFound(next, found)
  return whole ? withoutUnlisted(listedBy(added, new Set(lines.map(({ neighbor }) => neighbor))), found) : added
}

/** What differed between the listing and what was thought to be announced before. */
export const discrepancy = (before: Conversation, after: Conversation): readonly ConversationNews[] => {
  const unasked = [...after.announced.keys()].filter((key) => !before.announced.has(key))
  const missing = [...after.announced].flatMap(([key, entry]) => {
    const known = before.announced.get(key)
    return known !== undefined && isRoute(known) && !isRoute(entry) ? [key] : []
  })
  return unasked.length + missing.length === 0 ? [] : [{ type: 'discrepancy', unasked, missing }]
}

const listedBy = (conversation: Conversation, by: ReadonlySet<string>): Conversation => ({
  ...conversation,
  listing: { ...conversation.listing, by, caches: true },
})

// An ExaBGP that keeps no list (adj-rib-out false) lists nothing of what it announces.
const withEmpty = (conversation: Conversation): Conversation => {
  const { announced, settings, listing, phase } = conversation
  if (acknowledges(phase) && said(announced).some(isRoute)) return { ...conversation, listing: { ...listing, caches: false } }
  if (settings.predecessor || listing.caches === false) return conversation
  return { ...conversation, announced: new Map([...announced].filter(([, entry]) => isSaid(entry))) }
}

/** `alike`: what it may be, where its path identifier is not told. */
type Found = {
  readonly neighbor: string
  readonly entry: Announced
  readonly place: 'announced' | 'inherited'
  readonly alike: readonly AddressedKey[]
}

const inOrder = (newest: ListingLine | undefined): readonly ListingLine[] => {
  const lines: ListingLine[] = []
  for (let line = newest; line !== undefined; line = line.before) lines.push(line)
  return lines.reverse()
}

const routesIn = (
  { neighbor, routes }: ListingLine,
  { settings, grammar }: Conversation,
  range: ReadonlyMap<string, readonly Nlri[]>,
): readonly Found[] => {
  const { vips, former, neighbors } = settings
  const ours = neighbors.length === 0 || neighbors.includes(neighbor)
  return routes.flatMap(({ prefix: text, ...identifier }) => {
    const prefix = vips.get(text) ?? former.get(text)
    if (prefix === undefined) return []
    const place = ours && vips.has(text) ? 'announced' : 'inherited'
    const to = ours ? audienceOf(neighbor, text, settings) : { to: [neighbor] }
    const nlris = possible({ prefix, ...identifier }, grammar.dialect, range.get(text))
    const alike = nlris.map((nlri) => addressedKey({ nlri, ...to }))
    return nlris.map((nlri) => ({ neighbor, place, entry: { nlri, ...to, attributes: 'unknown' }, alike }) as const)
  })
}

// 6.0 does not say path identifiers: it may be any that is configured. The others do not say 0.
const possible = (nlri: Nlri, dialect: Dialect, configured: readonly Nlri[] = []): readonly Nlri[] => {
  if (nlri.pathInformation !== undefined) return [nlri]
  const found = configured.filter(({ pathInformation = 0 }) => dialect === '6.0' || pathInformation === 0)
  return found.length === 0 ? [nlri] : found
}

// A neighbor that no audience has is not announced to any more.
const audienceOf = (neighbor: string, vip: string, { audiences }: Conversation['settings']): Pick<Addressed, 'to'> => {
  const parts = audiences.get(vip)
  return parts === undefined ? {} : { to: parts.find((to) => to.includes(neighbor)) ?? [neighbor] }
}

// Before the first run nothing of ours is where this process announces nothing.
const withFound = (conversation: Conversation, found: readonly Found[]): Conversation => {
  const { settings } = conversation
  const announced = new Map(conversation.announced)
  const inherited = new Map(conversation.inherited)
  for (const { entry, place } of found) {
    const key = addressedKey(entry)
    const known = announced.get(key)
    if (place === 'announced' && (known === undefined || !isSaid(known))) announced.set(key, entry)
    if (place === 'inherited' && known === undefined && settings.predecessor) inherited.set(key, entry)
  }
  return { ...conversation, announced, inherited }
}

// What is listed and was not announced by us is taken back, once. Routes of others are theirs, as long as we are there.
const withUnasked = (conversation: Conversation, found: readonly Found[]): Conversation => {
  const { announced, listing } = conversation
  const unasked = found
    .filter(({ place, alike }) => place === 'announced' && !alike.some((key) => announced.has(key)))
    .map(({ entry }) => [addressedKey(entry), entry] as const)
    .filter(([key]) => !listing.struck.has(key))
  if (unasked.length === 0) return conversation
  return {
    ...conversation,
    announced: new Map([...announced, ...unasked]),
    listing: { ...listing, struck: new Set([...listing.struck, ...unasked.map(([key]) => key)]) },
  }
}

// The NLRI with which each prefix may be announced.
const identifiersIn = (range: readonly Addressed[]): ReadonlyMap<string, readonly Nlri[]> => {
  const found = new Map<string, Map<AddressedKey, Nlri>>()
  for (const { nlri } of range) {
    const same = found.get(nlri.prefix.text) ?? new Map<AddressedKey, Nlri>()
    found.set(nlri.prefix.text, same.set(nlriKey(nlri), nlri))
  }
  return new Map([...found].map(([text, nlris]) => [text, [...nlris.values()]]))
}
