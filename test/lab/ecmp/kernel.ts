// What does the upstream router's kernel do with the users' connections, and what would it do by a plain multipath route?
import * as v from 'valibot'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { nameOf, users, vip } from './topology.ts'

/** The next hops of FRR's route, names in order: what BGP wants. */
export const wanted = async (upstream: Namespace): Promise<string[]> =>
  names(await upstream.ipJson('-4', 'route', 'show', vip, 'proto', 'bgp')).sort()

/** Calls back with the next hops of FRR's route whenever they have changed. */
export const followWanted = (router: Namespace, listener: (hops: readonly string[]) => void): void => {
  let told = ''
  const look = async (): Promise<void> => {
    const hops = await wanted(router)
    if (hops.join() !== told) listener(hops)
    told = hops.join()
  }
  const monitor = router.program('routes', ['ip', '-4', 'monitor', 'route'])
  monitor.log.follow(() => void look().catch(() => {}))
  monitor.start()
}

/** How many buckets of the resilient group each next hop has: a connection falls into one of them. */
export const buckets = async (upstream: Namespace): Promise<ReadonlyMap<string, number>> => {
  const lines = await upstream.exec('ip', 'nexthop', 'bucket', 'list').catch(() => '')
  const owners = [...lines.matchAll(/ nhid (\d+)/g)].map(([, id]) => nameOf(addressOf(Number(id))))
  return new Map([...new Set(owners)].sort().map((name) => [name, owners.filter((it) => it === name).length]))
}

// A bare Debian has no /etc/protocols, so its name means nothing there.
const tcp = 6

/** Where FRR's route alone would send the connections from these ports of the user's host now; by port. */
export const plainly = async (upstream: Namespace, ports: readonly number[]): Promise<ReadonlyMap<number, string>> => {
  const questions = ports.map(
    (port) => `ip route get ${vip} from ${users.address} iif users ipproto ${tcp} sport ${port} dport 80 mark ${plainMark}`,
  )
  const answers = await upstream.exec('sh', '-ec', questions.join('\n'))
  const hops = [...answers.matchAll(/ via (\S+)/g)].map(([, address = '']) => nameOf(address))
  return new Map(ports.map((port, index) => [port, hops[index] ?? 'nobody']))
}

/** Lets `plainly` ask past the resilient group. */
export const preparePlainly = async (upstream: Namespace): Promise<void> => upstream.ip(`rule add pref 90 fwmark ${plainMark} lookup main`)

const plainMark = 1

const names = (routes: unknown): string[] =>
  v
    .parse(routesSchema, routes)
    .flatMap(({ gateway, nexthops = [] }) => (gateway === undefined ? nexthops : [{ gateway }]).map((it) => nameOf(it.gateway)))

const hop = v.object({ gateway: v.string() })
const routesSchema = v.array(v.object({ gateway: v.optional(v.string()), nexthops: v.optional(v.array(hop)) }))

// The number of an address is the id of its next hop.
const addressOf = (id: number): string => [24, 16, 8, 0].map((shift) => (id >>> shift) & 255).join('.')
