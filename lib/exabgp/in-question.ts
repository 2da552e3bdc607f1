// What may ExaBGP have acknowledged and not sent?
import { type Addressed, type AddressedKey, type Audience, addressedKey, nlriKey, type PathAttributes } from '../bgp/route.ts'
import type { RouteCommand } from './command.ts'
import type { Conversation } from './conversation.ts'
import { isHealed, nothingInQuestion } from './healing-state.ts'
import { byNlri, type Members, meets, membersOf, together } from './members.ts'
import { isOurs } from './ours.ts'
import { type Announced, isRoute, type Rib, sameAttributes } from './rib.ts'

/** Within how long after a change another one may overtake it inside ExaBGP. */
const restlessWithinMs = 30_000
/** How long nothing may have changed before it is said once more. */
const settledAfterMs = 2000
/** How long a neighbor may not read before its session ends: the hold time that ExaBGP takes by itself. */
const holdTimeMs = 180_000
/** How long a session that has just come up may take to send what was waiting. */
const comingUpMs = 15_000

/**
 * Notes what changes with a command that was carried out. What changes again soon is in question, but for what was announced once and is
 * withdrawn: ExaBGP takes an announcement back that it has not sent.
 */
export const noteChanges = (conversation: Conversation, command: RouteCommand, at: number): Conversation => {
  const changed = changedBy(command, conversation.announced)
  if (changed.length === 0) return conversation
  const changes = new Map(conversation.changes)
  const restless: Addressed[] = []
  for (const { nlri, to } of changed) {
    const route = { nlri, ...(to && { to }) }
    const before = changes.get(addressedKey(route))
    const count = before !== undefined && at - before.at < restlessWithinMs ? before.count + 1 : 1
    changes.set(addressedKey(route), { ...route, at, count })
    if (count > 2 || (count === 2 && command.kind === 'announce')) restless.push(route)
  }
  const next = { ...conversation, changes }
  return restless.length === 0 ? next : question(next, restless, at, holdTimeMs, 'all')
}

/** These neighbors have come up: what changed while they were away may reach them in another order. */
export const questionFor = (conversation: Conversation, neighbors: Audience, at: number): Conversation => {
  const { changes, settings } = conversation
  const changed = [...changes.values()].filter(
    (change) => isOurs(conversation, change, at) && meets(membersOf(change, settings), neighbors),
  )
  return changed.length === 0 ? conversation : question(conversation, changed, at, comingUpMs, neighbors)
}

/** Once neighbors are divided otherwise: what has changed, and what is in question, is so for each of the audiences there are now. */
export const questionedAnew = (conversation: Conversation, at: number): Conversation => {
  const { settings, changes, healing } = conversation
  const range = byNlri(settings.range)
  const partsOf = ({ nlri, to }: Addressed): readonly Addressed[] => range.get(nlriKey(nlri)) ?? [{ nlri, ...(to && { to }) }]
  // Of what becomes one, the newest counts.
  const changed = [...changes.values()]
    .sort((one, other) => one.at - other.at)
    .flatMap((change) => partsOf(change).map((part) => ({ ...part, at: change.at, count: change.count })))
  const next = { ...conversation, changes: new Map(changed.map((change) => [addressedKey(change), change])), healing: nothingInQuestion }
  const routes = [...healing.inQuestion.values()].flatMap(partsOf)
  return routes.length === 0 ? next : question(next, routes, at, Math.max(settledAfterMs, healing.until - at), 'all')
}

const question = (conversation: Conversation, routes: readonly Addressed[], at: number, forMs: number, to: Members): Conversation => {
  const { healing } = conversation
  const inQuestion = new Map<AddressedKey, Addressed>(healing.inQuestion)
  for (const { nlri, to } of routes) inQuestion.set(addressedKey({ nlri, ...(to && { to }) }), { nlri, ...(to && { to }) })
  return {
    ...conversation,
    healing: {
      ...healing,
      inQuestion,
      // A round that is due already is not put off: who comes up every second would keep all others waiting.
      at: Math.min(healing.at, at + settledAfterMs),
      until: Math.max(healing.until, at + forMs),
      first: true,
      to: isHealed(healing) ? to : together(healing.to, to),
    },
  }
}

const changedBy = (command: RouteCommand, announced: Rib): readonly Addressed[] =>
  command.kind === 'withdraw'
    ? command.routes.filter((route) => announced.has(addressedKey(route)))
    : command.routes.filter((route) => !sameAttributes(toldOf(announced.get(addressedKey(route))), route.attributes))

const toldOf = (entry: Announced | undefined): PathAttributes | undefined =>
  entry === undefined || isRoute(entry) ? entry?.attributes : entry.told
