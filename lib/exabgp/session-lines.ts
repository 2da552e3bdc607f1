// What does ExaBGP say about its sessions?
import { type Family, parseAddress } from '../bgp/address.ts'
import type { Session } from '../bgp/session.ts'
import { isFields } from '../values/fields.ts'

/** One line of the description of a session in text (4.2 and 5.0): its first, its last, or what it tells of it in between. */
export type SessionLine =
  | { readonly part: 'begin'; readonly address: string }
  | { readonly part: 'range' }
  | { readonly part: 'local'; readonly address: string }
  | { readonly part: 'state'; readonly state: Session['state'] }
  | { readonly part: 'as'; readonly localAs: number | undefined; readonly peerAs: number | undefined }
  | { readonly part: 'family'; readonly family: Family; readonly taken: boolean | undefined }
  | { readonly part: 'add-path'; readonly possible: boolean }
  | { readonly part: 'end' }

/** Reads a trimmed line; undefined: it is none of those that matter. */
export const readSessionLine = (text: string): SessionLine | undefined => {
  const words = text.split(/\s+/)
  const [first = '', second = '', third = ''] = words
  if (first === 'Neighbor' && words.length === 2 && /^[\da-fA-F.:]+$/.test(second)) return { part: 'begin', address: second }
  if (first === 'Neighbor' && isRange(second)) return { part: 'range' }
  if (first === 'local' && words.length === 2 && parseAddress(second).ok) return { part: 'local', address: second }
  if (first === 'state' && /^[A-Z]+$/.test(second)) return { part: 'state', state: second === 'ESTABLISHED' ? 'up' : 'down' }
  if (first === 'AS' && words.length === 3) return { part: 'as', localAs: numberIn(second), peerAs: numberIn(third) }
  if (first === 'add-path:') return { part: 'add-path', possible: second !== 'disabled' && third !== 'disabled' }
  if (first === 'total:') return { part: 'end' }
  return isFamily(first) && second === 'unicast:' ? { part: 'family', family: first, taken: takenIn(words[3]) } : undefined
}

/** Whether it stands for all neighbors whose addresses are in it: they have sessions of their own once they connect. */
export const isRange = (address: string): boolean => /^[\da-fA-F.:]+\/\d+$/.test(address)

/** Reads the sessions of 6.0, which come as one list; undefined: it is something else. */
export const readSessionList = (value: unknown): readonly Session[] | undefined => {
  if (!Array.isArray(value)) return undefined
  const sessions = value.map(readSession).filter((one) => one !== undefined)
  return sessions.length === value.length ? sessions : undefined
}

const readSession = (value: unknown): Session | undefined => {
  if (!isFields(value) || !isFields(value.local) || !isFields(value.peer) || typeof value.peer.address !== 'string') return undefined
  const { local, peer } = value
  const state = value.state === 'up' ? 'up' : 'down'
  const addPath = [local, peer].map(({ capabilities }) => (isFields(capabilities) ? capabilities['add-path'] : undefined))
  const taken = isFields(peer.families) ? peer.families : {}
  const offered = isFields(local.families) ? Object.keys(local.families) : []
  return {
    address: value.peer.address,
    ...(typeof local.address === 'string' && { localAddress: local.address }),
    state,
    localAs: numberOf(local.as),
    peerAs: numberOf(peer.as),
    families: new Map(offered.flatMap((name) => familyIn(name, taken[name]))),
    addPath: addPath.every((one) => isTaken(one) !== false),
  }
}

const familyIn = (name: string, taken: unknown): readonly (readonly [Family, boolean | undefined])[] => {
  const [family = '', safi] = name.split(' ')
  return isFamily(family) && safi === 'unicast' ? [[family, isTaken(taken)]] : []
}

// 6.0 says 1, 0, and -1 while it does not know.
const isTaken = (taken: unknown): boolean | undefined =>
  taken === 1 || taken === true ? true : taken === 0 || taken === false ? false : undefined

const isFamily = (word: string): word is Family => word === 'ipv4' || word === 'ipv6'

const numberIn = (word: string): number | undefined => (/^\d{1,10}$/.test(word) ? Number(word) : undefined)

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

const takenIn = (word: string | undefined): boolean | undefined => (word === 'enabled' ? true : word === 'disabled' ? false : undefined)
