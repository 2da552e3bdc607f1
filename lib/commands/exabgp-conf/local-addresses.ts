// How does this machine, as it is addressed now, meet each of its peers?
import { contains, type Prefix, parsePrefix } from '../../bgp/prefix.ts'
import { type Path, type Problem, problemAt } from '../../config/problems/problem.ts'
import type { PeerSession, Sessions } from '../../config/sessions.ts'
import type { Neighbor } from '../../exabgp-conf/configuration.ts'
import { readMd5File } from '../../io/md5-file.ts'
import { ipv4Addresses, sourceAddressTo } from '../../io/source-address.ts'

type Neighbors = {
  readonly neighbors: readonly Neighbor[]
  /** One for all sessions, so that a router with two of them sees one node; undefined where nothing on this machine can be one. */
  readonly routerId: string | undefined
  /** All that keeps a peer from becoming a neighbor, and a missing router ID. */
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
}

/** Asks the kernel for what the configuration leaves to it, and reads the passwords. An address that is a VIP is never this node's own. */
export const neighborsOf = async (sessions: Sessions, vips: readonly Prefix[]): Promise<Neighbors> => {
  const met = await Promise.all(sessions.peers.map((peer, index) => meet(peer, ['sessions', 'peers', index], vips)))
  const neighbors = met.flatMap(({ neighbor }) => neighbor ?? [])
  const problems = met.flatMap((one) => one.problems)
  const routerId = sessions.routerId ?? (await identifier(neighbors, vips))
  return {
    neighbors,
    routerId,
    // Where the peers cannot be reached either, the addresses of this machine are what is wrong.
    problems: routerId === undefined && problems.length === 0 ? [noRouterId] : problems,
    warnings: [...new Set(met.flatMap(({ warning }) => warning ?? []))],
  }
}

type Met = { readonly neighbor?: Neighbor; readonly problems: readonly Problem[]; readonly warning?: string }

const meet = async (peer: PeerSession, path: Path, vips: readonly Prefix[]): Promise<Met> => {
  const { address, as: peerAs, localAddress: _, md5File, ...rest } = peer
  const [local, md5] = await Promise.all([localAddressOf(peer, path, vips), md5Of(md5File, path)])
  const problems = [...(local.ok ? [] : [local.problem]), ...(md5.ok ? [] : [md5.problem])]
  if (!local.ok || !md5.ok) return { problems }
  return { ...md5.warned, neighbor: { address: address.text, localAddress: local.address, peerAs, ...md5.found, ...rest }, problems }
}

type Failed = { readonly ok: false; readonly problem: Problem }

type Local = { readonly ok: true; readonly address: string } | Failed

const localAddressOf = async (
  { address: { text: peer }, localAddress }: PeerSession,
  path: Path,
  vips: readonly Prefix[],
): Promise<Local> => {
  if (localAddress !== undefined) return { ok: true, address: localAddress }
  const source = await sourceAddressTo(peer)
  if (!source.ok) return { ok: false, problem: problemAt('', { path, expected: `a route to ${peer}`, got: `none (${source.reason})` }) }
  if (!isVip(source.address, vips)) return source
  const expected = `an address of this node alone to reach ${peer} from, by its route or as local-address`
  return { ok: false, problem: problemAt('', { path, expected, got: `the VIP ${source.address}` }) }
}

type Md5 = { readonly ok: true; readonly found: { readonly md5Password?: string }; readonly warned: { readonly warning?: string } } | Failed

const md5Of = async (path: string | undefined, peer: Path): Promise<Md5> => {
  if (path === undefined) return { ok: true, found: {}, warned: {} }
  const file = await readMd5File(path)
  if (!file.ok) return { ok: false, problem: problemAt('', { path: [...peer, 'md5-file'], expected: file.expected, got: file.got }) }
  const warned = file.readableByAll
    ? { warning: `every user of this machine can read the password in ${path}; chmod o-r keeps them out` }
    : {}
  return { ok: true, found: { md5Password: file.password }, warned }
}

const identifier = async (neighbors: readonly Neighbor[], vips: readonly Prefix[]): Promise<string | undefined> => {
  const candidates = [...neighbors.map(({ localAddress }) => localAddress), ...(await ipv4Addresses())]
  return candidates.find((address) => /^(?!127\.)\d+\.[\d.]+$/.test(address) && !isVip(address, vips))
}

const isVip = (address: string, vips: readonly Prefix[]): boolean => {
  const host = parsePrefix(address)
  return host.ok && vips.some((vip) => contains(vip, host.value))
}

const noRouterId = problemAt('--router-id', {
  path: [],
  expected: 'an IPv4 address as BGP identifier, as this machine has none but VIPs',
  got: 'nothing',
})
