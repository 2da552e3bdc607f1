// What is true after the command in flight has ended, this way or another?
import { type AddressedKey, addressedKey, attributesKey } from '../bgp/route.ts'
import { halved } from './batch.ts'
import type { Command } from './command.ts'
import { type Conversation, type ConversationNews, type Outcome, recallWithinMs, type Turn, turn, type Waiting } from './conversation.ts'
import { unlisted } from './former.ts'
import { concludeSessions } from './meet.ts'
import { type Announced, apply, type Rib, ribOf } from './rib.ts'

export const conclude = (conversation: Conversation, outcome: Outcome, at: number): Turn => {
  const { waiting } = conversation
  if (waiting === undefined) return turn(conversation)
  const idle = { ...conversation, waiting: undefined, complaint: undefined }
  const news = waiting.probes === 0 ? [] : [{ type: 'answering' as const, afterMs: at - waiting.since }]
  const { command } = waiting
  if (command.kind === 'recall') return concludeRecall(idle, outcome, at, news)
  if (command.kind === 'end-of-rib') return concludeEndOfRib(idle, waiting, outcome, at, news)
  if (command.kind === 'sessions') return concludeSessions(idle, waiting, outcome, at, news)
  return concludeRoutes(idle, waiting, command, outcome, at, news)
}

// Where nothing is acknowledged the listing is still to come.
const concludeRecall = (conversation: Conversation, outcome: Outcome, at: number, news: readonly ConversationNews[]): Turn => {
  const listed = outcome === 'done' || outcome === 'flushed'
  const next = { ...conversation, stage: 'meeting' as const, recallUntil: at + recallWithinMs, listed }
  const found = outcome === 'flushed' ? [] : recalled(conversation)
  return turn(next, [], [...news, ...found, ...(listed ? [] : unlisted(conversation))])
}

/** What of ours ExaBGP announces from before; nothing to tell where all of it has been announced anew. */
export const recalled = ({ announced }: Conversation): readonly ConversationNews[] => {
  const nlris = [...announced].filter(([, { attributes }]) => attributes === 'unknown').map(([key]) => key)
  return nlris.length === 0 && announced.size > 0 ? [] : [{ type: 'recalled', nlris }]
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
      return turn(conversation, [], [...news, { type: 'early', line }])
    case 'unanswered':
      return turn(conversation, [], [...news, { type: 'unanswered', line }])
  }
}

const concludeRoutes = (
  conversation: Conversation,
  { line, since }: Waiting,
  command: RouteCommand,
  outcome: Outcome,
  at: number,
  news: readonly ConversationNews[],
): Turn => {
  const keys = keysOf(command)
  switch (outcome) {
    case 'done':
    case 'flushed':
      return turn(
        {
          ...conversation,
          announced: apply(conversation.announced, differenceOf(command)),
          refused: without(conversation.refused, keys),
          suspects: without(conversation.suspects, keys),
        },
        [],
        [...news, { type: 'answered', line, afterMs: at - since }],
      )
    case 'unanswered':
      return turn(
        { ...postpone(conversation, command, at), announced: doubtful(conversation.announced, command) },
        [],
        [...news, { type: 'unanswered', line }],
      )
    case 'error': {
      const next = keys.length > 1 ? 'in halves' : 'later'
      const after =
        keys.length > 1 ? { ...conversation, suspects: halved(conversation.suspects, keys) } : postpone(conversation, command, at)
      return turn(after, [], [...news, { type: 'refused', line, complaint: conversation.complaint, next }])
    }
  }
}

export type RouteCommand = Command & { kind: 'announce' | 'withdraw' }

export const keysOf = ({ routes }: RouteCommand): readonly AddressedKey[] => routes.map(addressedKey)

/** What was wished for an NLRI, so that a refused wish is told from a new one. */
export const wishOf = (entry: Announced | undefined): string =>
  entry === undefined ? 'withdraw' : entry.attributes === 'unknown' ? 'keep' : attributesKey(entry.attributes)

const differenceOf = (command: RouteCommand) =>
  command.kind === 'announce' ? { withdraw: [], announce: command.routes } : { withdraw: command.routes, announce: [] }

const postpone = (conversation: Conversation, command: RouteCommand, at: number): Conversation => {
  const until = at + conversation.settings.refreshMs
  const wishes =
    command.kind === 'announce'
      ? command.routes.map((route) => [addressedKey(route), wishOf(route)] as const)
      : command.routes.map((gone) => [addressedKey(gone), wishOf(undefined)] as const)
  return { ...conversation, refused: new Map([...conversation.refused, ...wishes.map(([key, wish]) => [key, { wish, until }] as const)]) }
}

// Nobody knows whether it was carried out.
const doubtful = (announced: Rib, { routes }: RouteCommand): Rib =>
  new Map([...announced, ...ribOf(routes.map((route) => ({ ...route, attributes: 'unknown' })))])

const without = <Value>(map: ReadonlyMap<AddressedKey, Value>, keys: readonly AddressedKey[]): ReadonlyMap<AddressedKey, Value> => {
  if (!keys.some((key) => map.has(key))) return map
  const next = new Map(map)
  for (const key of keys) next.delete(key)
  return next
}
