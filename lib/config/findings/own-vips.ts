// Is a router, or a next hop, one of the VIPs that are announced?
import { hostLength } from '../../bgp/prefix.ts'
import { type Finding, formatPath, type Path } from '../problems/problem.ts'
import type { Level, Subject } from './profiles/rule.ts'
import { subjectOf } from './profiles/subject.ts'
import type { Readable } from './readable.ts'

type Vip = Subject['vips'][number]
type ByAddress = ReadonlyMap<string, readonly Vip[]>

/** Next hops that are a VIP of their own service, which leads in a circle, and neighbors that are a VIP of any. */
export const ownVipFindings = (tree: unknown, parts: Readable): readonly Finding[] => {
  const { levels, vips, neighbors } = subjectOf(tree, parts)
  const hosts = byAddress(vips)
  return [
    ...levels.flatMap((level) => nextHopFindings(level, hosts, levels)),
    ...neighbors.flatMap(({ path, address }) => neighborFindings(path, address, hosts)),
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

const named = ({ path, prefix }: Vip): string => `${prefix.address}, which is ${formatPath(path)}`

// What `bgp` says holds for a service that says nothing itself.
const holdsFor = ({ path }: Level, service: Path[number] | undefined, levels: readonly Level[]): boolean =>
  path[0] === 'services'
    ? path[1] === service
    : !levels.some(({ path: other, own }) => other.length === 2 && other[1] === service && own['next-hop'] !== undefined)
