// What is true after the command in flight has ended, this way or another?
import { type AddressedKey, addressedKey, attributesKey } from '../bgp/route.ts'
import { halved } from './batch.ts'
import { keysOf, type RouteCommand } from './command.ts'
import type { Conversation } from './conversation.ts'
import { unlisted } from './former.ts'
import { noteChanges } from './healing.ts'
import { discrepancy, takeListing } from './listing.ts'
import type { Listing } from './listing-state.ts'
import type { ConversationNews } from './news.ts'
import { advanced } from './phase.ts'
import { type Announced, apply, doubtful, said } from './rib.ts'
import { concludeSessions } from './sessions-result.ts'
import { type Turn, turn } from './turn.ts'
import type { Outcome, Waiting } from './waiting.ts'

export const conclude = (conversation: Conversation, outcome: Outcome, at: number): Turn => {
  const { waiting } = conversation
  if (waiting === undefined) return turn(conversation)
  const idle = { ...conversation, waiting: undefined }
  const news = waiting.probes === 0 ? [] : [{ type: 'answering' as const, afterMs: at - waiting.since }]
  const { command } = waiting
  if (command.kind === 'recall') return concludeRecall(idle, waiting, outcome, at, news)
  if (command.kind === 'end-of-rib') return concludeEndOfRib(idle, waiting, outcome, at, news)
  if (command.kind === 'flush') return concludeFlush(idle, waiting, outcome, at, news)
  if (command.kind === 'sessions') return concludeSessions(idle, waiting, outcome, at, news)
  return concludeRoutes(idle, waiting, command, outcome, at, news)
}

// Where nothing is acknowledged the listing is still to come.
const concludeRecall = (
  conversation: Conversation,
  { since }: Waiting,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => {
  const first = conversation.phase.kind === 'recalling'
  const listed = outcome === 'done' || outcome === 'flushed'
  const { listing, ...taken } = outcome === 'done' ? takeListing(conversation, true) : conversation
  const next = {
    ...taken,
    phase: advanced(taken.phase, 'recalling'),
    listing: {
      ...listing,
      until: first || outcome === 'flushed' ? at + recallWithinMs : undefined,
      listed: listed || listing.listed,
      caches: listed ? listing.caches : (listing.caches ?? true),
      comparedAt: outcome === 'done' ? since : listing.comparedAt,
      compareAt: listed ? comparedAgainAt(conversation, since, at) : Number.POSITIVE_INFINITY,
    },
  }
  if (!first) return turn(next, [], [...news, ...discrepancy(conversation, next)])
  const found = outcome === 'flushed' ? [] : recalled(next)
  return turn(next, [], [...news, ...found, ...(listed ? [] : unlisted(next))])
}

// With the next refresh, before it mends what is missing without a word. While it lists, ExaBGP carries out nothing else.
const comparedAgainAt = ({ settings, refresh }: Conversation, since: number, at: number): number =>
  Math.max(refresh.at > at ? refresh.at : refresh.at + settings.refreshMs, at + (at - since) * 20)

/** What of ours ExaBGP announces from before; nothing to tell where all of it has been announced anew. */
export const recalled = ({ announced }: Conversation): readonly ConversationNews[] => {
  const known = said(announced)
  const nlris = known.filter(({ attributes }) => attributes === 'unknown').map(addressedKey)
  return nlris.length === 0 && known.length > 0 ? [] : [{ type: 'inherited', nlris }]
}

// ExaBGP refuses it while no session is up; it is said again when one comes up.
const concludeEndOfRib = (
  conversation: Conversation,
  { line, since }: Waiting,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => {
  switch (outcome) {
    case 'done':
    case 'flushed':
      return turn(
        { ...conversation, endOfRib: { ...conversation.endOfRib, taken: true } },
        [],
        [...news, { type: 'answered', line, afterMs: at - since }],
      )
    case 'error':
      return turn(conversation, [], [...news, { type: 'eor-refused', line }])
    case 'unanswered':
      return turn(conversation, [], [...news, { type: 'unanswered', line, next: 'later' }])
  }
}

// ExaBGP refuses it while no session is up; then there is nobody to send anything to.
const concludeFlush = (
  conversation: Conversation,
  { line, since }: Waiting,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => turn(conversation, [], outcome === 'error' ? news : [...news, { type: 'answered', line, afterMs: at - since }])

const concludeRoutes = (
  conversation: Conversation,
  { line, since, complaint }: Waiting,
  command: RouteCommand,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => {
  const recent = [...conversation.recent.slice(-1), command.routes]
  switch (outcome) {
    case 'done':
    case 'flushed':
      return turn(carriedOut({ ...conversation, recent }, command, at), [], [...news, { type: 'answered', line, afterMs: at - since }])
    case 'unanswered':
      return turn(failed({ ...conversation, recent }, command, at), [], [...news, { type: 'unanswered', line, next: nextOf(command) }])
    case 'error':
      return turn(
        failed({ ...conversation, recent }, command, at),
        [],
        [...news, { type: 'refused', line, complaint, next: nextOf(command) }],
      )
  }
}

const nextOf = ({ routes }: RouteCommand): 'in halves' | 'later' => (routes.length > 1 ? 'in halves' : 'later')

const carriedOut = (conversation: Conversation, command: RouteCommand, at: number): Conversation => {
  const keys = keysOf(command)
  return {
    ...noteChanges(conversation, command, at),
    announced: apply(conversation.announced, differenceOf(command)),
    listing: command.kind === 'announce' ? unstruck(conversation.listing, keys) : conversation.listing,
    refused: without(conversation.refused, keys),
    suspects: without(conversation.suspects, keys),
  }
}

// What we announce is ours again.
const unstruck = (listing: Listing, keys: readonly AddressedKey[]): Listing =>
  keys.some((key) => listing.struck.has(key))
    ? { ...listing, struck: new Set([...listing.struck].filter((key) => !keys.includes(key))) }
    : listing

// It may have been carried out for some neighbors: ExaBGP can raise at the second when the first has the route.
const failed = (conversation: Conversation, command: RouteCommand, at: number): Conversation => {
  const next = { ...conversation, announced: doubtful(conversation.announced, command.routes) }
  return command.routes.length > 1 ? { ...next, suspects: halved(next.suspects, keysOf(command)) } : postponed(next, command, at)
}

/** An answer has come that nobody awaited: one of the last commands may have ended otherwise than it seemed. */
export const distrusted = (conversation: Conversation): Conversation =>
  conversation.recent.length === 0
    ? conversation
    : { ...conversation, recent: [], announced: doubtful(conversation.announced, conversation.recent.flat()) }

/** What was wished for an NLRI, so that a refused wish is told from a new one. */
export const wishOf = (entry: Announced | undefined): string =>
  entry === undefined ? 'withdraw' : entry.attributes === 'unknown' ? 'keep' : attributesKey(entry.attributes)

const differenceOf = (command: RouteCommand) =>
  command.kind === 'announce' ? { withdraw: [], announce: command.routes } : { withdraw: command.routes, announce: [] }

const postponed = (conversation: Conversation, command: RouteCommand, at: number): Conversation => {
  const wishes =
    command.kind === 'announce'
      ? command.routes.map((route) => [addressedKey(route), wishOf(route)] as const)
      : command.routes.map((gone) => [addressedKey(gone), wishOf(undefined)] as const)
  const refused = new Map(conversation.refused)
  for (const [key, wish] of wishes) {
    const before = refused.get(key)
    const afterMs = before?.wish === wish ? Math.min(before.afterMs * 2, longestDelayMs) : firstDelayMs
    refused.set(key, { wish, until: at + afterMs, afterMs })
  }
  return { ...conversation, refused }
}

const firstDelayMs = 1000
const longestDelayMs = 60_000

const without = <Value>(map: ReadonlyMap<AddressedKey, Value>, keys: readonly AddressedKey[]): ReadonlyMap<AddressedKey, Value> => {
  if (!keys.some((key) => map.has(key))) return map
  const next = new Map(map)
  for (const key of keys) next.delete(key)
  return next
}

/** How long the lines of the adj-RIB-out are awaited where nothing marks their end. */
export const recallWithinMs = 2000
