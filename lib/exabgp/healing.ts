// What has to be said once more, because ExaBGP may have acknowledged it and never sent it?
import { type Addressed, type AddressedKey, addressedKey, nlriKey } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import { type AwaitedCommand, keysOf, type RouteCommand } from './command.ts'
import type { Conversation } from './conversation.ts'
import { type Healing, nothingInQuestion } from './healing-state.ts'
import { byNlri } from './members.ts'
import { isOurs } from './ours.ts'
import { acknowledges, versionOf } from './phase.ts'
import { type Announced, type DesiredRib, isRoute, type Rib, sameAttributes } from './rib.ts'

/** Within how long after a change another one may overtake it inside ExaBGP. */
const restlessWithinMs = 30_000
/** How long nothing may have changed before it is said once more. */
const settledAfterMs = 2000
/** When it is said again, as long as a neighbor may be waiting that does not read: what is sent before its turn heals nothing. */
const againAfterMs = 7000
/** The same after the first round: what a neighbor with `rate-limit` had still to be sent before it is gone by then. */
const soonAgainAfterMs = 3000
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

/**
 * Over a session without ADD-PATH a prefix has one path, whatever its identifier: who is told that one is withdrawn has lost the others, which are
 * said once more at once.
 */
export const sayOthers = (conversation: Conversation, command: RouteCommand): Conversation => {
  if (command.kind === 'announce') return conversation
  const gone = new Set(command.routes.map(({ nlri }) => nlriKey(nlri)))
  const prefixes = new Set(command.routes.map(({ nlri }) => nlri.prefix.text))
  const others = [...conversation.announced.values()].filter(({ nlri }) => prefixes.has(nlri.prefix.text) && !gone.has(nlriKey(nlri)))
  if (others.length === 0) return conversation
  return { ...conversation, healing: { ...conversation.healing, ...sayingAgain(conversation, others.map(addressedKey)) } }
}

/** A neighbor has come up: what changed while it was away may reach it in another order. */
export const questionAll = (conversation: Conversation, at: number): Conversation => {
  const changed = [...conversation.changes.values()].filter((change) => isOurs(conversation, change, at))
  return changed.length === 0 ? conversation : question(conversation, changed, at, comingUpMs)
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
  return routes.length === 0 ? next : question(next, routes, at, Math.max(settledAfterMs, healing.until - at))
}

const question = (conversation: Conversation, routes: readonly Addressed[], at: number, forMs: number): Conversation => {
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
    },
  }
}

const changedBy = (command: RouteCommand, announced: Rib): readonly Addressed[] =>
  command.kind === 'withdraw'
    ? command.routes.filter((route) => announced.has(addressedKey(route)))
    : command.routes.filter((route) => !sameAttributes(announced.get(addressedKey(route))?.attributes, route.attributes))

type Cure = { readonly conversation: Conversation; readonly command: AwaitedCommand | undefined }

/** What is next to be said once more. */
export const heal = (conversation: Conversation, desired: DesiredRib, at: number): Cure => {
  if (isHealed(conversation.healing)) return { conversation, command: undefined }
  if (at >= conversation.healing.at && !knowsCache(conversation)) return { conversation, command: { kind: 'recall' } }
  return nextOf(at >= conversation.healing.at ? beginRound(conversation, desired, at) : conversation, desired)
}

const isHealed = ({ inQuestion, otherwise, announce, flush }: Healing): boolean =>
  inQuestion.size + otherwise.length + announce.length === 0 && !flush

// ExaBGP sends nothing again that it does not keep (adj-rib-out false). A listing tells that only of what it has acknowledged.
const knowsCache = ({ listing, phase, announced, healing }: Conversation): boolean =>
  listing.caches !== undefined || acknowledges(phase) !== true || ![...healing.inQuestion.keys()].some((key) => isKnown(announced.get(key)))

const isKnown = (entry: Announced | undefined): boolean => entry !== undefined && isRoute(entry)

const beginRound = (conversation: Conversation, desired: DesiredRib, at: number): Conversation => {
  const { healing, announced } = conversation
  const there = [...healing.inQuestion.keys()].filter((key) => announced.has(key))
  const next = at + (healing.first ? soonAgainAfterMs : againAfterMs)
  return {
    ...conversation,
    healing: {
      ...healing,
      at: next <= healing.until ? next : Number.POSITIVE_INFINITY,
      first: false,
      withdraw: [...healing.inQuestion]
        .filter(([key, route]) => !announced.has(key) && !desired.has(key) && isOurs(conversation, route, at))
        .map(([, route]) => route),
      ...sayingAgain(conversation, there),
    },
  }
}

// How this ExaBGP is made to send these once more, beside what it still has to.
const sayingAgain = (conversation: Conversation, keys: readonly AddressedKey[]): Pick<Healing, 'otherwise' | 'announce' | 'flush'> => {
  const {
    healing,
    listing: { caches },
  } = conversation
  const mayFlush = caches !== false && flushes(conversation)
  return {
    otherwise: mayFlush || caches === false ? healing.otherwise : union(healing.otherwise, keys),
    announce: mayFlush ? healing.announce : union(healing.announce, keys),
    flush: healing.flush || (mayFlush && keys.length > 0),
  }
}

const union = (some: readonly AddressedKey[], others: readonly AddressedKey[]): readonly AddressedKey[] => [
  ...new Set([...some, ...others]),
]

// While no session is up this command is the end of ExaBGP 4.2 (4.2.21 and 4.2.25: "module 'syslog' has no attribute 'LOG_warning'").
const flushes = ({ phase }: Conversation): boolean => versionOf(phase)?.startsWith('4.') === false

const nextOf = (conversation: Conversation, desired: DesiredRib): Cure => {
  const { healing, announced } = conversation
  // It may have come back since the round began.
  const gone = healing.withdraw.filter((route) => !announced.has(addressedKey(route)) && !desired.has(addressedKey(route)))
  const cure = (done: Partial<Healing>, command: AwaitedCommand | undefined): Cure => ({
    conversation: { ...conversation, healing: { ...healing, ...done } },
    command,
  })
  const withdraw = nextCommand({ withdraw: gone, announce: [] }, conversation.suspects)
  if (withdraw?.kind === 'withdraw') {
    const sent = new Set(keysOf(withdraw))
    return cure({ withdraw: gone.filter((route) => !sent.has(addressedKey(route))) }, withdraw)
  }
  const otherwise = announcing(conversation, healing.otherwise)
  if (otherwise !== undefined) return cure({ otherwise: left(healing.otherwise, otherwise) }, { ...otherwise, otherwise: true })
  const announce = announcing(conversation, healing.announce)
  if (announce !== undefined) return cure({ announce: left(healing.announce, announce) }, announce)
  if (healing.flush) return cure({ flush: false }, { kind: 'flush' })
  return cure(healing.at === Number.POSITIVE_INFINITY ? nothingInQuestion : {}, undefined)
}

type Announcement = Extract<AwaitedCommand, { readonly kind: 'announce' }>

const announcing = ({ announced, suspects }: Conversation, keys: readonly AddressedKey[]): Announcement | undefined => {
  const routes = keys.flatMap((key) => announced.get(key) ?? []).filter(isRoute)
  const command = nextCommand({ withdraw: [], announce: routes }, suspects)
  return command?.kind === 'announce' ? command : undefined
}

const left = (keys: readonly AddressedKey[], command: RouteCommand): readonly AddressedKey[] => {
  const sent = new Set(keysOf(command))
  return keys.filter((key) => !sent.has(key))
}
