// How does the two-region design come to life on one machine?
import { Client } from '../../e2e/kit/client.ts'
import { Frr } from '../../e2e/kit/frr.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { until } from '../../e2e/kit/wait.ts'
import { WebServer } from '../../e2e/kit/web-server.ts'
import { Appliance } from '../kit/appliance.ts'
import { copiedAppliance } from '../kit/copied.ts'
import { buildNetworks, type RegionHosts } from './networks.ts'
import { edgeConfiguration, hubConfiguration } from './routers.ts'
import type { HubRouter, Topology } from './topology.ts'

/** The programs of one region. */
export type LivingRegion = RegionHosts & {
  readonly box: Appliance
  /** One for each address of the region's web servers. */
  readonly webs: readonly WebServer[]
  readonly routers: readonly { readonly hub: HubRouter; readonly frr: Frr }[]
}

/** Everything of the design, as programs. */
export type World = {
  readonly topology: Topology
  readonly primary: LivingRegion
  readonly secondary: LivingRegion
  readonly edge: Frr
  readonly client: Client
}

/** Builds the networks of the topology and configures every program; none runs yet. */
export const buildWorld = async (run: Run, topology: Topology): Promise<World> => {
  const networks = await buildNetworks(run, topology)
  return {
    topology,
    primary: configureRegion(networks.primary),
    secondary: configureRegion(networks.secondary),
    edge: new Frr(networks.edge),
    client: new Client(networks.client, `http://${topology.vip}/`, { timeoutMs: 2000 }),
  }
}

/** Starts hub routers and edge; returns when the edge has its sessions. ExaBGP comes after them: it retries slowly when nobody listens yet. */
export const startRouters = async ({ topology, edge, primary, secondary }: World): Promise<void> => {
  await edge.start(edgeConfiguration(topology))
  const hubs = [primary, secondary].flatMap(({ region, routers }) => routers.map((router) => ({ region, ...router })))
  await Promise.all(hubs.map(({ region, hub, frr }) => frr.start(hubConfiguration(topology, region, hub))))
  await until('the edge router to have its sessions', () => established(edge) === hubs.length)
}

/** Starts web servers, HAProxy and ExaBGP; returns when both regions are announced as they should be at their best, and the client asks. */
export const startRegions = async ({ topology, primary, secondary, edge, client }: World): Promise<void> => {
  await Promise.all([primary, secondary].map(startRegion))
  const hubs = topology.regions.flatMap((region) => region.hubs)
  const isWhole = (paths: readonly { readonly inUse: boolean }[]): boolean =>
    paths.length === hubs.length && paths.filter(({ inUse }) => inUse).length === topology.regions[0].hubs.length
  await edge.waitForTable("both regions' paths at the edge", (table) => isWhole(table.get(`${topology.vip}/32`) ?? []))
  client.start()
}

const configureRegion = (hosts: RegionHosts): LivingRegion => {
  const { region, appliance, web, hubs } = hosts
  return {
    ...hosts,
    box: new Appliance(region.name, appliance, copiedAppliance(`azure-vwan/${region.name}`)),
    webs: region.webServers.map((address, index) => new WebServer(web, `web${index + 1}`, { address, port: 80, page: region.title })),
    routers: hubs.map(({ hub, host }) => ({ hub, frr: new Frr(host) })),
  }
}

const established = (router: Frr): number =>
  router.history().filter((event) => event.kind === 'session' && event.state === 'established').length

const startRegion = async ({ webs, box }: LivingRegion): Promise<void> => {
  await Promise.all(webs.map((web) => web.start()))
  await box.start()
}
