// Is a router, a next hop or the router-id one of the addresses that it must not be?
import { hostLength } from '../../bgp/prefix.ts'
import { type Finding, formatPath, type Path } from '../problems/problem.ts'
import type { Level, Subject } from './profiles/rule.ts'
import { subjectOf } from './profiles/subject.ts'
import type { Readable } from './readable.ts'

type Vip = Subject['vips'][number]
type ByAddress = ReadonlyMap<string, readonly Vip[]>

/** Next hops that are a VIP of their own service, which leads in a circle, or a neighbor, who would be asked to send to itself; neighbors and a router-id that are a VIP of any. */
export const ownVipFindings = (tree: unknown, parts: Readable): readonly Finding[] => {
  const { levels, vips, neighbors } = subjectOf(tree, parts)
  const hosts = byAddress(vips)
  const others = neighbors.flatMap(({ address }) => (hosts.has(address) ? [] : [address]))
  return [
    ...levels.flatMap((level) => [...nextHopFindings(level, hosts, levels), ...circular(level, others)]),
    ...neighbors.flatMap(({ path, address }) => neighborFindings(path, address, hosts)),
    ...idFindings(parts.sessions?.['router-id'], hosts),
  ]
}

const byAddress = (vips: readonly Vip[]): ByAddress => {
  const hosts = new Map<string, readonly Vip[]>()
  for (const vip of vips) {
    const { family, address, length } = vip.prefix
    if (length === hostLength(family)) hosts.set(address, [...(hosts.get(address) ?? []), vip])
  }
  return hosts
}

const neighborFindings = (path: Path, address: string, hosts: ByAddress): readonly Finding[] =>
  (hosts.get(address) ?? [])
    .slice(0, 1)
    .map((vip) => ({ path, expected: 'a neighbor that is no VIP', got: named(vip), key: path[2] === 'neighbors' }))

const nextHopFindings = (level: Level, hosts: ByAddress, levels: readonly Level[]): readonly Finding[] =>
  Object.values(level.own['next-hop'] ?? {})
    .flatMap((address) => (hosts.get(address) ?? []).filter(({ path }) => holdsFor(level, path[1], levels)).slice(0, 1))
    .map((vip) => ({
      path: [...level.path, 'next-hop', vip.prefix.family],
      expected: 'a next hop other than the VIP itself, which routers would look up in a circle',
      got: named(vip),
    }))

const circular = ({ path, own }: Level, neighbors: readonly string[]): readonly Finding[] =>
  Object.entries(own['next-hop'] ?? {})
    .filter(([, address]) => neighbors.includes(address))
    .map(([family, address]) => ({
      path: [...path, 'next-hop', family],
      expected: 'a next hop other than a neighbor, which refuses a route to itself',
      got: address,
      warning: true,
    }))

// All nodes of an anycast VIP would have one router-id: a route reflector takes the routes of one of them for its own.
const idFindings = (id: string | null | undefined, hosts: ByAddress): readonly Finding[] =>
  (hosts.get(id ?? '') ?? [])
    .slice(0, 1)
    .map((vip) => ({ path: ['sessions', 'router-id'], expected: 'a router-id that no other node has', got: named(vip), warning: true }))

const named = ({ path, prefix }: Vip): string => `${prefix.address}, which is ${formatPath(path)}`

// What `bgp` says holds for a service that says nothing itself.
const holdsFor = ({ path }: Level, service: Path[number] | undefined, levels: readonly Level[]): boolean =>
  path[0] === 'services'
    ? path[1] === service
    : !levels.some(({ path: other, own }) => other.length === 2 && other[1] === service && own['next-hop'] !== undefined)
