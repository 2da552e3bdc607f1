// Are the neighbors with attributes of their own known, and do these attributes hide something from them?
import { parseAddress } from '../../bgp/address.ts'
import { some } from '../../values/some.ts'
import { type Finding, formatPath, type Path, shown } from '../problems/problem.ts'
import { attributeEntries } from '../schema/attributes.ts'
import { namedIn } from './profiles/subject.ts'
import { peersOf, type Readable, type ReadableService } from './readable.ts'

/** Neighbors without a name or a session, sessions without a route, neighbors that are written twice, and attributes by which the tiers differ and a neighbor does not. */
export const neighborFindings = (parts: Readable): readonly Finding[] => {
  const named = namesIn(parts)
  return [
    ...sessionless(parts),
    ...untold(parts),
    ...Object.entries(parts.services).flatMap(([name, service]) =>
      service?.neighbors ? [...strangers(name, service.neighbors, named), ...hiding(name, service)] : [],
    ),
  ]
}

type Names = { readonly key: string; readonly addresses: readonly string[] }

// Undefined where they cannot be read.
const namesIn = ({ bgp, sessions }: Readable): Names | undefined => {
  if (bgp === null || bgp?.neighbors === null) return undefined
  if (bgp?.neighbors !== undefined) return { key: 'bgp.neighbors', addresses: bgp.neighbors }
  if (sessions === undefined) return { key: '', addresses: [] }
  const addresses = peersOf(sessions)
  return addresses && { key: 'sessions.peers', addresses }
}

const sessionless = ({ bgp, sessions }: Readable): readonly Finding[] => {
  const peers = peersOf(sessions)
  if (peers === undefined) return []
  return (bgp?.neighbors ?? []).flatMap((neighbor, index) =>
    peers.includes(neighbor)
      ? []
      : [
          {
            path: ['bgp', 'neighbors', index],
            expected: `one of sessions.peers (${some(peers)})`,
            got: shown(neighbor),
            warning: true,
          },
        ],
  )
}

// Peers with a session on which no route is ever said.
const untold = (parts: Readable): readonly Finding[] => {
  const told = namedIn(parts).map(({ address }) => address)
  if (told.length === 0) return []
  return (parts.sessions?.peers ?? []).flatMap((peer, index) =>
    !peer || told.includes(peer.address.text)
      ? []
      : [
          {
            path: ['sessions', 'peers', index],
            expected: `one of bgp.neighbors (${some(parts.bgp?.neighbors ?? [])}), as others get no route`,
            got: peer.address.text,
            warning: true,
          },
        ],
  )
}

type WrittenNeighbors = NonNullable<ReadableService['neighbors']>

const strangers = (service: string, neighbors: WrittenNeighbors, named: Names | undefined): readonly Finding[] => {
  const path = ['services', service, 'neighbors']
  if (named?.addresses.length === 0) return [{ path, expected: nameAll, got: shown(undefined) }]
  const first = new Map<string, Path>()
  return Object.keys(neighbors).flatMap((written): readonly Finding[] => {
    const address = parseAddress(written)
    if (!address.ok) return []
    const { text } = address.value
    const at = [...path, written]
    const earlier = first.get(text)
    if (earlier !== undefined)
      return [{ path: at, expected: 'every neighbor once', got: `${text} again, after ${formatPath(earlier)}`, key: true }]
    first.set(text, at)
    if (named === undefined || named.addresses.includes(text)) return []
    return [{ path: at, ...strange(named), got: shown(written), key: true }]
  })
}

// Without a session there is no such neighbor; without a name it may have been forgotten there.
const strange = ({ key, addresses }: Names): Pick<Finding, 'expected' | 'warning'> =>
  key === 'bgp.neighbors'
    ? { expected: `one of ${key} (${some(addresses)}), to which it is added`, warning: true }
    : { expected: `one of ${key} (${some(addresses)})` }

const nameAll = 'bgp.neighbors (or sessions.peers) to name every neighbor, as the others are then spoken to by name as well'

const hiding = (service: string, { neighbors, tiers }: ReadableService): readonly Finding[] => {
  const differ = (key: Attribute): boolean => new Set(tiers.map((tier) => JSON.stringify(waysOf(key).map((one) => tier?.[one])))).size > 1
  return Object.entries(neighbors ?? {}).flatMap(([neighbor, own]) =>
    attributes
      .filter((key) => own?.[key] !== undefined && differ(key))
      .map((key) => ({
        path: ['services', service, 'neighbors', neighbor, key],
        expected: `no ${key} where the tiers differ by it, as this neighbor would get the same on all of them`,
        got: undefined,
        key: true,
        warning: true,
      })),
  )
}

type Attribute = keyof typeof attributeEntries

const attributes = Object.keys(attributeEntries).filter((key): key is Attribute => Object.hasOwn(attributeEntries, key))

// An AS path is written in either of two ways.
const waysOf = (key: Attribute): readonly Attribute[] => (key === 'prepend' || key === 'as-path' ? ['prepend', 'as-path'] : [key])
