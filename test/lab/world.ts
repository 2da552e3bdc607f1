// How does the two-region design come to life on one machine?
import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { Client } from '../e2e/kit/client.ts'
import { Exabgp } from '../e2e/kit/exabgp.ts'
import { Frr } from '../e2e/kit/frr.ts'
import { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Run } from '../e2e/kit/run.ts'
import { until } from '../e2e/kit/wait.ts'
import { WebServer } from '../e2e/kit/web-server.ts'
import { edgePath, type HubRouter, type Region, type Topology } from './azure-vwan.ts'
import { edgeConfiguration, exabgpConfiguration, haproxyConfiguration, hubConfiguration, ownConfiguration } from './configurations.ts'
import { buildNetworks, type RegionHosts } from './networks.ts'

/** What ExaBGP runs, given the path of our configuration file. */
export type RunCommand = (configPath: string) => readonly string[]

/** The programs of one region. */
export type LivingRegion = Region & {
  readonly hosts: RegionHosts
  readonly haproxy: HaproxyInstance
  readonly exabgp: Exabgp
  readonly web: WebServer
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
export const buildWorld = async (run: Run, topology: Topology, command: RunCommand): Promise<World> => {
  const networks = await buildNetworks(run, topology)
  return {
    topology,
    primary: configureRegion(topology, networks.primary, command),
    secondary: configureRegion(topology, networks.secondary, command),
    edge: new Frr(networks.edge),
    client: new Client(networks.client, `http://${topology.vip}/`),
  }
}

/** Starts every program, the client last; returns when every path of the design is in the edge router's table. */
export const startWorld = async (world: World): Promise<void> => {
  await startRouters(world)
  await startRegions(world)
}

/** Starts hub routers and edge; returns when the edge has its sessions. ExaBGP comes after them: it retries slowly when nobody listens yet. */
export const startRouters = async ({ topology, edge, primary, secondary }: World): Promise<void> => {
  await edge.start(edgeConfiguration(topology))
  const regions = [primary, secondary]
  await Promise.all(regions.flatMap((region) => region.routers.map(({ hub, frr }) => frr.start(hubConfiguration(topology, region, hub)))))
  const hubs = regions.flatMap((region) => region.routers)
  await until('the edge router to have its sessions', () => established(edge) === hubs.length)
}

/** Starts web servers, HAProxy and ExaBGP; returns when both regions are announced and the client asks. */
export const startRegions = async (world: World): Promise<void> => {
  await Promise.all([world.primary, world.secondary].map(startRegion))
  await waitUntilAnnounced(world)
  world.client.start()
}

const configureRegion = (topology: Topology, hosts: RegionHosts, command: RunCommand): LivingRegion => {
  const { region, appliance, web, hubs } = hosts
  const haproxy = new HaproxyInstance(appliance)
  const exabgp = new Exabgp(appliance)
  const configPath = appliance.path('config.yaml')
  haproxy.configure(haproxyConfiguration(region, haproxy.socket))
  writeFileSync(configPath, stringify(ownConfiguration(topology, region, haproxy.socket)))
  exabgp.configure(exabgpConfiguration(topology, region, command(configPath)))
  const webServer = new WebServer(web, 'web', { address: region.webServer, port: 80, page: region.title })
  return { ...region, hosts, haproxy, exabgp, web: webServer, routers: hubs.map(({ hub, host }) => ({ hub, frr: new Frr(host) })) }
}

const established = (router: Frr): number =>
  router.history().filter((event) => event.kind === 'session' && event.state === 'established').length

const startRegion = async ({ web, haproxy, exabgp }: LivingRegion): Promise<void> => {
  await web.start()
  await haproxy.start()
  await exabgp.start()
}

const waitUntilAnnounced = async ({ topology, edge }: World): Promise<void> => {
  const expected = topology.regions.flatMap((region) =>
    region.hubs.map(({ edgeSide }) => `${edgeSide} ${edgePath(topology, region).join(' ')}`),
  )
  await edge.waitForTable(
    `both regions' paths to ${topology.vip} at the edge`,
    (table) => {
      const seen = (table.get(`${topology.vip}/32`) ?? []).map(({ from, asPath }) => `${from} ${asPath.join(' ')}`)
      return expected.every((path) => seen.includes(path))
    },
    { within: 30_000 },
  )
}
