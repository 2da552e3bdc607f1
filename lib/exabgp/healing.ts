// What has to be said once more, because ExaBGP may have acknowledged it and never sent it?
import { type AddressedKey, addressedKey, nlriKey } from '../bgp/route.ts'
import { nextCommand } from './batch.ts'
import { type AwaitedCommand, keysOf, type RouteCommand } from './command.ts'
import type { Conversation } from './conversation.ts'
import { type Healing, isHealed, nothingInQuestion } from './healing-state.ts'
import { isOurs } from './ours.ts'
import { acknowledges, versionOf } from './phase.ts'
import { type Announced, type DesiredRib, isRoute } from './rib.ts'

/** When it is said again, as long as a neighbor may be waiting that does not read: what is sent before its turn heals nothing. */
const againAfterMs = 7000
/** The same after the first round: what a neighbor with `rate-limit` had still to be sent before it is gone by then. */
const soonAgainAfterMs = 3000

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
  return { ...conversation, healing: { ...conversation.healing, ...sayingAgain(conversation, others.map(addressedKey)), to: 'all' } }
}

type Cure = { readonly conversation: Conversation; readonly command: AwaitedCommand | undefined }

/** What is next to be said once more. */
export const heal = (conversation: Conversation, desired: DesiredRib, at: number): Cure => {
  if (isHealed(conversation.healing)) return { conversation, command: undefined }
  if (at >= conversation.healing.at && !knowsCache(conversation)) return { conversation, command: { kind: 'recall' } }
  return nextOf(at >= conversation.healing.at ? beginRound(conversation, desired, at) : conversation, desired)
}

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

// 6.0 does not know it for one neighbor, whatever its grammar: then all are sent everything.
const flushesOne = ({ phase }: Conversation): boolean => versionOf(phase)?.startsWith('5.') === true

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
  if (healing.flush)
    return cure({ flush: false }, { kind: 'flush', ...(healing.to !== 'all' && flushesOne(conversation) && { to: healing.to }) })
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
