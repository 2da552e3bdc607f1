// How does the server design come to life on one machine?
import * as v from 'valibot'
import { Client } from '../../e2e/kit/client.ts'
import { type Family, Frr } from '../../e2e/kit/frr.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { until } from '../../e2e/kit/wait.ts'
import { WebServer } from '../../e2e/kit/web-server.ts'
import { Appliance } from '../kit/appliance.ts'
import { copied, copiedAppliance } from '../kit/copied.ts'
import { buildNetworks, type Networks } from './networks.ts'
import { otherConfiguration, spineConfiguration } from './routers.ts'
import { type Tor, topology } from './topology.ts'

export type LivingTor = { readonly tor: Tor; readonly frr: Frr }

/** Everything of the design, as programs. */
export type World = {
  readonly networks: Networks
  readonly spine: Frr
  readonly tors: readonly [LivingTor, LivingTor]
  readonly box: Appliance
  /** The applications of the server. */
  readonly apps: readonly WebServer[]
  readonly other: { readonly frr: Frr; readonly app: WebServer }
  /** Who asks the server over either family, and who asks the other server. */
  readonly clients: Readonly<Record<Family | 'other', Client>>
}

/** The prefix of the VIP. */
export const vip = { ipv4: `${topology.vip.ipv4}/32`, ipv6: `${topology.vip.ipv6}/128` } as const satisfies Record<Family, string>

export const families: readonly Family[] = ['ipv4', 'ipv6']

/** Builds the networks and configures every program; none runs yet. */
export const buildWorld = async (run: Run): Promise<World> => {
  const networks = await buildNetworks(run)
  const { server, other, clients } = networks
  const [first, second] = networks.tors.map(({ tor, host }) => ({ tor, frr: new Frr(host) }))
  if (first === undefined || second === undefined) throw new Error('the design has two top-of-rack routers')
  return {
    networks,
    spine: new Frr(networks.spine),
    tors: [first, second],
    box: new Appliance('server', server, copiedAppliance('server-bgp/server')),
    apps: [8001, 8002].map((port, index) => new WebServer(server, `app${index + 1}`, { address: '127.0.0.1', port, page: 'server' })),
    other: { frr: new Frr(other), app: new WebServer(other, 'app', { address: topology.otherVip, port: 80, page: 'other' }) },
    clients: {
      ipv4: new Client(clients.ipv4, `http://${topology.vip.ipv4}/`),
      ipv6: new Client(clients.ipv6, `http://[${topology.vip.ipv6}]/`),
      other: new Client(clients.ipv4, `http://${topology.otherVip}/`, { name: 'probe-other' }),
    },
  }
}

/** Starts all routers and the other server; returns when the spine knows the way to that by both. ExaBGP comes after them: it retries slowly. */
export const startRouters = async ({ spine, tors, other }: World): Promise<void> => {
  await Promise.all([
    spine.start(spineConfiguration),
    ...tors.map(({ tor, frr }) => frr.start(copied(`server-bgp/${tor.name}/bgpd.conf`))),
    other.frr.start(otherConfiguration),
    other.app.start(),
  ])
  let seen: readonly string[] = []
  const bothWays = async (): Promise<boolean> => {
    seen = await ways(spine, `${topology.otherVip}/32`)
    return seen.length === 2
  }
  await until('the spine to have the ways to the other server by tor1 and tor2', bothWays, {
    seen: () => `It has those by: ${seen.join(', ')}.`,
  })
}

/** Starts the applications, HAProxy and ExaBGP; returns when the spine has both ways to both VIPs, and the clients ask. */
export const startServer = async ({ spine, box, apps, clients }: World): Promise<void> => {
  await Promise.all(apps.map((app) => app.start()))
  await box.start()
  for (const family of families) await until(`both ways to ${vip[family]}`, async () => (await ways(spine, vip[family])).length === 2)
  for (const client of Object.values(clients)) client.start()
}

/** The interfaces by which a router's kernel sends packets to a prefix, sorted; those of the spine are called as the routers at the other ends. */
export const ways = async ({ namespace }: Frr, prefix: string): Promise<string[]> => {
  const family = prefix.includes(':') ? '-6' : '-4'
  const routes = await namespace.ipJson(family, 'route', 'show', prefix, 'proto', 'bgp')
  return [...JSON.stringify(routes).matchAll(/"dev":"([^"]+)"/g)].map(([, dev = '']) => dev).sort()
}

/** The routers by which the server's kernel sends answers, sorted: its default route without uplinks whose carrier is known to be lost. Linux may take a second to see it. */
export const waysBack = async ({ networks: { server } }: World, family: Family): Promise<string[]> => {
  const routes = v.parse(multipath, await server.ipJson(family === 'ipv6' ? '-6' : '-4', 'route', 'show', 'default'))
  const hops = routes.flatMap(({ nexthops }) => nexthops).filter(({ flags }) => !flags.includes('linkdown'))
  return hops.map(({ dev }) => dev.replace('uplink', 'tor')).sort()
}

const multipath = v.array(v.object({ nexthops: v.array(v.object({ dev: v.string(), flags: v.array(v.string()) })) }))
