// Which hosts does the server design have, and how are they wired?
import { assign, link, type Namespace } from '../../e2e/kit/namespace.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { copied } from '../kit/copied.ts'
import { type Both, type Tor, topology } from './topology.ts'

export type Networks = {
  readonly server: Namespace
  /** The server beside it, whom nothing of all this concerns. */
  readonly other: Namespace
  readonly tors: readonly { readonly tor: Tor; readonly host: Namespace }[]
  readonly spine: Namespace
  /** Whoever asks over one family. */
  readonly clients: { readonly ipv4: Namespace; readonly ipv6: Namespace }
}

/** Makes every host and every wire; the server is set up by the files that one would copy. */
export const buildNetworks = async (run: Run): Promise<Networks> => {
  const [server, other, spine] = await Promise.all([run.namespace('server'), run.namespace('other'), buildRouter(run, 'spine')])
  const tors = await Promise.all(topology.tors.map(async (tor) => ({ tor, host: await buildTor(run, tor, { server, other, spine }) })))
  const [ipv4, ipv6] = await Promise.all([buildClient(run, spine, 'ipv4'), buildClient(run, spine, 'ipv6')])
  await Promise.all([setUpServer(server), setUpOther(other)])
  return { server, other, tors, spine, clients: { ipv4, ipv6 } }
}

/** What a port of a top-of-rack router is called. */
export const port = { server: 'to-server', other: 'to-other', spine: 'to-spine' } as const

const buildTor = async (run: Run, tor: Tor, ends: Readonly<Record<keyof typeof port, Namespace>>): Promise<Namespace> => {
  const host = await buildRouter(run, tor.name)
  const uplink = tor.name.replace('tor', 'uplink')
  await host.ip(assign('lo', `${tor.loopback.ipv4}/32`), assign('lo', `${tor.loopback.ipv6}/128`))
  await Promise.all([
    link({ namespace: host, dev: port.server, addresses: networks(tor.server.own) }, { namespace: ends.server, dev: uplink }),
    link(
      { namespace: host, dev: port.other, addresses: [`${tor.other.own}/24`] },
      { namespace: ends.other, dev: uplink, addresses: [`${tor.other.far}/24`] },
    ),
    link(
      { namespace: host, dev: port.spine, addresses: networks(tor.spine.own) },
      { namespace: ends.spine, dev: tor.name, addresses: networks(tor.spine.far) },
    ),
  ])
  return host
}

const networks = ({ ipv4, ipv6 }: Both): string[] => [`${ipv4}/24`, `${ipv6}/64`]

// A port that is switched off keeps its IPv6 addresses, as on any router.
const buildRouter = async (run: Run, name: string): Promise<Namespace> => {
  const host = await run.namespace(name)
  await host.set({
    'ipv4/ip_forward': 1,
    'ipv4/conf/all/send_redirects': 0,
    'ipv4/conf/default/send_redirects': 0,
    'ipv6/conf/all/forwarding': 1,
    'ipv6/conf/all/keep_addr_on_down': 1,
    'ipv6/conf/default/keep_addr_on_down': 1,
    'ipv4/fib_multipath_hash_policy': 1,
    'ipv6/fib_multipath_hash_policy': 1,
  })
  return host
}

const buildClient = async (run: Run, spine: Namespace, family: 'ipv4' | 'ipv6'): Promise<Namespace> => {
  const { address, gateway, length } = topology.clients[family]
  const client = await run.namespace(`client-${family}`)
  // While routers agree about a withdrawn VIP, packets go to and fro between them, and Linux tells the client to ask a router that it cannot reach.
  await client.set({ 'ipv6/conf/default/accept_redirects': 0 })
  await link(
    { namespace: client, dev: 'eth0', addresses: [`${address}/${length}`] },
    { namespace: spine, dev: client.name, addresses: [`${gateway}/${length}`] },
  )
  await client.ip(`route add ${family === 'ipv4' ? 'default' : '::/0'} via ${gateway}`)
  return client
}

const setUpServer = async (server: Namespace): Promise<void> => {
  await server.set(settingsIn(copied('server-bgp/server/sysctl.conf')))
  await server.ip(copied('server-bgp/server/ip.batch').trimEnd())
}

// `net.ipv4.ip_forward = 0` is the file ipv4/ip_forward.
const settingsIn = (text: string): Record<string, number> =>
  Object.fromEntries([...text.matchAll(/^net\.(\S+) = (\d+)$/gm)].map(([, key = '', value]) => [key.replaceAll('.', '/'), Number(value)]))

const setUpOther = async (other: Namespace): Promise<void> => {
  const hops = topology.tors.map((tor) => `nexthop via ${tor.other.own}`)
  await other.ip(assign('lo', `${topology.otherVip}/32`), `route add default ${hops.join(' ')}`)
}
