// How does the ECMP design come to life on one machine?
import { Bfdd } from '../../e2e/kit/bfdd.ts'
import { Client } from '../../e2e/kit/client.ts'
import { Frr } from '../../e2e/kit/frr.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import type { Program } from '../../e2e/kit/program.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { until } from '../../e2e/kit/wait.ts'
import { WebServer } from '../../e2e/kit/web-server.ts'
import { Appliance } from '../kit/appliance.ts'
import { copied, copiedAppliance, copiedPath } from '../kit/copied.ts'
import type { Segment } from '../kit/segment.ts'
import { Crowd } from './crowd.ts'
import { preparePlainly, wanted } from './kernel.ts'
import { buildNetworks } from './networks.ts'
import { type Balancer, first, rack, vip } from './topology.ts'

/** One load balancer, as programs. */
export type Living = { readonly balancer: Balancer; readonly box: Appliance; readonly bfdd: Bfdd }

/** Everything of the design, as programs. */
export type World = {
  readonly rack: Segment
  readonly upstream: Frr
  readonly upstreamBfdd: Bfdd
  readonly resilient: Program
  readonly second: Frr
  readonly webs: readonly WebServer[]
  /** The first four are always there. */
  readonly first: readonly Living[]
  readonly more: readonly Living[]
  readonly client: Client
  /** Those who come while there are four load balancers, and those who come while there are eight. */
  readonly early: Crowd
  readonly late: Crowd
}

/** Builds the networks and configures every program; none runs yet. */
export const buildWorld = async (run: Run): Promise<World> => {
  const networks = await buildNetworks(run)
  const { upstream, web, client } = networks
  const living = networks.balancers.map(({ balancer, host }) => ({ balancer, box: configure(balancer, host), bfdd: new Bfdd(host) }))
  const url = `http://${vip}/`
  return {
    rack: networks.rack,
    upstream: new Frr(upstream),
    upstreamBfdd: new Bfdd(upstream),
    resilient: upstream.program('resilient', [
      ...['python3', '-u', copiedPath('ecmp/router/resilient-route'), vip, 'rack'],
      ...['--idle', String(idleSeconds), '--vty-socket', upstream.path('frr')],
    ]),
    second: new Frr(networks.second),
    webs: rack.webServers.map((address, index) => new WebServer(web, `web${index + 1}`, { address, port: 80 })),
    first: living.slice(0, first.length),
    more: living.slice(first.length),
    client: new Client(client, url, { everyMs: 250, timeoutMs: 1000 }),
    early: new Crowd(client, 'early', url, 48),
    late: new Crowd(client, 'late', url, 96),
  }
}

/** Starts routers and web servers. ExaBGP comes after them: it retries slowly when nobody listens yet. */
export const startRouters = async ({ upstream, upstreamBfdd, resilient, second, webs }: World): Promise<void> => {
  const configurations = [copied('ecmp/router/bgpd.conf'), copied('ecmp/router/zebra.conf')] as const
  const routers = [upstream, second].map((router) => router.start(...configurations))
  await Promise.all([...routers, preparePlainly(upstream.namespace), ...webs.map((web) => web.start())])
  await upstreamBfdd.start(copied('ecmp/router/bfdd.conf'))
  resilient.start()
}

/** Starts load balancers, all but `plain` with BFD beside ExaBGP; returns when the router's kernel has `total` next hops. */
export const startBalancers = async (
  { upstream }: World,
  living: readonly Living[],
  total: number,
  plain: readonly Living[] = [],
): Promise<void> => {
  const start = async (it: Living): Promise<void> => {
    await it.box.start()
    if (!plain.includes(it)) await it.bfdd.start(copied('ecmp/balancer/bfdd.conf'))
  }
  await Promise.all(living.map(start))
  await until(`${total} next hops in the kernel`, async () => (await wanted(upstream.namespace)).length === total, {
    every: 50,
  })
}

// Namespaces share the name of the machine.
const configure = ({ name }: Balancer, host: Namespace): Appliance => {
  const files = copiedAppliance('ecmp/balancer')
  return new Appliance(name, host, { ...files, haproxy: files.haproxy.replace('%[hostname]', name) })
}

/** More than the users' second between two requests; in earnest it is more than HAProxy's timeouts. */
const idleSeconds = 4
