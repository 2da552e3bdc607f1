// What has to be said once more, because ExaBGP may have acknowledged it and never sent it?
import { type Addressed, type AddressedKey, addressedKey } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import type { AwaitedCommand, RouteCommand } from './command.ts'
import { type Conversation, nothingInQuestion } from './conversation.ts'
import { type DesiredRib, isRoute, type Rib, sameAttributes } from './rib.ts'

/** Within how long after a change another one may overtake it inside ExaBGP. */
const restlessWithinMs = 30_000
/** How long nothing may have changed before it is said once more. */
const settledAfterMs = 2000
/** When it is said again, as long as a neighbor may be waiting that does not read: what is sent before its turn heals nothing. */
const againAfterMs = 7000
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
  return restless.length === 0 ? next : question(next, restless, at, holdTimeMs)
}

/** A neighbor has come up: what changed while it was away may reach it in another order. */
export const questionAll = (conversation: Conversation, at: number): Conversation =>
  conversation.changes.size === 0 ? conversation : question(conversation, [...conversation.changes.values()], at, comingUpMs)

const question = (conversation: Conversation, routes: readonly Addressed[], at: number, forMs: number): Conversation => {
  const { inQuestion: before, until, began } = conversation.healing
  const inQuestion = new Map<AddressedKey, Addressed>(before)
  for (const { nlri, to } of routes) inQuestion.set(addressedKey({ nlri, ...(to && { to }) }), { nlri, ...(to && { to }) })
  return {
    ...conversation,
    healing: { inQuestion, at: at + settledAfterMs, began, until: Math.max(until, at + forMs), withdraw: [], announce: [], flush: false },
  }
}

const changedBy = (command: RouteCommand, announced: Rib): readonly Addressed[] =>
  command.kind === 'withdraw'
    ? command.routes.filter((route) => announced.has(addressedKey(route)))
    : command.routes.filter((route) => !sameAttributes(announced.get(addressedKey(route))?.attributes, route.attributes))

export type Cure = { readonly conversation: Conversation; readonly command: AwaitedCommand | undefined }

/** What is next to be said once more. */
export const heal = (conversation: Conversation, desired: DesiredRib, at: number): Cure => {
  if (conversation.healing.inQuestion.size === 0) return { conversation, command: undefined }
  if (at >= conversation.healing.at && !knowsCache(conversation)) return { conversation, command: { kind: 'recall' } }
  return nextOf(at >= conversation.healing.at ? beginRound(conversation, desired, at) : conversation)
}

// ExaBGP sends nothing again that it does not keep (adj-rib-out false).
const knowsCache = ({ caches, acks, announced, healing }: Conversation): boolean =>
  caches !== undefined || acks !== true || ![...healing.inQuestion.keys()].some((key) => announced.has(key))

const beginRound = (conversation: Conversation, desired: DesiredRib, at: number): Conversation => {
  const { healing, announced, caches } = conversation
  const there = [...healing.inQuestion.keys()].filter((key) => announced.has(key))
  const next = at + againAfterMs
  return {
    ...conversation,
    healing: {
      ...healing,
      began: at,
      at: next <= healing.until ? next : Number.POSITIVE_INFINITY,
      withdraw: [...healing.inQuestion].filter(([key]) => !announced.has(key) && !desired.has(key)).map(([, route]) => route),
      announce: caches === false ? there : [],
      flush: caches !== false && there.length > 0,
    },
  }
}

const nextOf = (conversation: Conversation): Cure => {
  const { healing, suspects, announced } = conversation
  const announce = healing.announce.flatMap((key) => announced.get(key) ?? []).filter(isRoute)
  const command = nextCommand({ withdraw: healing.withdraw, announce }, suspects)
  if (command?.kind === 'announce') {
    const sent = new Set(command.routes.map(addressedKey))
    const next = { ...healing, announce: healing.announce.filter((key) => !sent.has(key)) }
    return { conversation: { ...conversation, healing: next }, command }
  }
  if (command?.kind === 'withdraw') {
    const sent = new Set(command.routes.map(addressedKey))
    const withdraw = healing.withdraw.filter((route) => !sent.has(addressedKey(route)))
    return { conversation: { ...conversation, healing: { ...healing, withdraw } }, command }
  }
  return healing.flush ? flush(conversation) : { conversation: rested(conversation), command: undefined }
}

/**
 * ExaBGP 4.2 ends itself, with all routes, over a flush for which it finds no session that is up: it reports that by a level that its logger
 * does not know. So it is asked right before, and not told to where none is up; what comes up hears everything anyway.
 */
const flush = (conversation: Conversation): Cure => {
  const { grammar, healing, sessions } = conversation
  const done = { ...conversation, healing: { ...healing, flush: false } }
  if (grammar.dialect !== '4.2') return { conversation: done, command: { kind: 'flush' } }
  if (sessions.answers && sessions.askedAt < healing.began) return { conversation, command: { kind: 'sessions' } }
  if (sessions.answers && sessions.settlesAt !== undefined) return { conversation, command: undefined }
  const anyUp = sessions.answers && [...sessions.known.values()].some(({ state }) => state === 'up')
  return anyUp ? { conversation: done, command: { kind: 'flush' } } : { conversation: rested(done), command: undefined }
}

const rested = (conversation: Conversation): Conversation =>
  conversation.healing.at === Number.POSITIVE_INFINITY ? { ...conversation, healing: nothingInQuestion } : conversation
