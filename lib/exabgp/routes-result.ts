// What is true after a command about routes has ended, this way or another?
import type { AddressedKey } from '../bgp/route.ts'
import { halved } from './batch.ts'
import { keysOf, type RouteCommand } from './command.ts'
import type { Conversation } from './conversation.ts'
import { askedForStrangers } from './gone-neighbors.ts'
import { sayOthers } from './healing.ts'
import { noteChanges } from './in-question.ts'
import type { Listing } from './listing-state.ts'
import type { ConversationNews } from './news.ts'
import { postponed } from './refusals.ts'
import { apply, doubtful } from './rib.ts'
import { type Turn, turn } from './turn.ts'
import type { Outcome, Waiting } from './waiting.ts'

/** A command about several routes that has failed is tried again in halves. */
export const concludeRoutes = (
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
        refusedBy(failed({ ...conversation, recent }, command, at), command, at),
        [],
        [...news, { type: 'refused', line, complaint, next: nextOf(command) }],
      )
  }
}

const nextOf = ({ routes }: RouteCommand): 'in halves' | 'later' => (routes.length > 1 ? 'in halves' : 'later')

const carriedOut = (conversation: Conversation, command: RouteCommand, at: number): Conversation => {
  const keys = keysOf(command)
  return {
    ...sayOthers(noteChanges(conversation, command, at), command),
    announced: apply(conversation.announced, differenceOf(command)),
    listing: command.kind === 'announce' ? unstruck(conversation.listing, keys) : conversation.listing,
    refused: without(conversation.refused, keys),
    suspects: without(conversation.suspects, keys),
  }
}

const differenceOf = (command: RouteCommand) =>
  command.kind === 'announce' ? { withdraw: [], announce: command.routes } : { withdraw: command.routes, announce: [] }

// What we announce is ours again.
const unstruck = (listing: Listing, keys: readonly AddressedKey[]): Listing =>
  keys.some((key) => listing.struck.has(key))
    ? { ...listing, struck: new Set([...listing.struck].filter((key) => !keys.includes(key))) }
    : listing

// It may have been carried out for some neighbors: ExaBGP can raise at the second when the first has the route.
const failed = (conversation: Conversation, command: RouteCommand, at: number): Conversation => {
  const next = { ...sayOthers(conversation, command), announced: doubtful(conversation.announced, command.routes) }
  return command.routes.length > 1 ? { ...next, suspects: halved(next.suspects, keysOf(command)) } : postponed(next, command, at)
}

const refusedBy = (conversation: Conversation, command: RouteCommand, at: number): Conversation =>
  command.kind === 'withdraw' ? askedForStrangers(conversation, command.routes[0], at) : conversation

const without = <Value>(map: ReadonlyMap<AddressedKey, Value>, keys: readonly AddressedKey[]): ReadonlyMap<AddressedKey, Value> => {
  if (!keys.some((key) => map.has(key))) return map
  const next = new Map(map)
  for (const key of keys) next.delete(key)
  return next
}
