// Which hosts does the two-region design have, and how are they wired?
import { assign, link, type Namespace } from '../../e2e/kit/namespace.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { join, makeSegment, type Segment } from '../kit/segment.ts'
import type { HubRouter, Region, Topology } from './topology.ts'

export type RegionHosts = {
  readonly region: Region
  readonly appliance: Namespace
  readonly web: Namespace
  readonly hubs: readonly { readonly hub: HubRouter; readonly host: Namespace }[]
}

type Networks = {
  readonly primary: RegionHosts
  readonly secondary: RegionHosts
  readonly edge: Namespace
  readonly client: Namespace
}

/** Makes every host and every wire of the topology; the switches of its segments share a namespace called `fabric`. */
export const buildNetworks = async (run: Run, topology: Topology): Promise<Networks> => {
  const [fabric, edge, client] = await Promise.all([run.namespace('fabric'), run.namespace('edge'), run.namespace('client')])
  const [primary, secondary] = await Promise.all([
    buildRegion(run, fabric, edge, topology, topology.regions[0]),
    buildRegion(run, fabric, edge, topology, topology.regions[1]),
    connectClient(topology, edge, client),
  ])
  return { primary, secondary, edge, client }
}

const buildRegion = async (run: Run, fabric: Namespace, edge: Namespace, topology: Topology, region: Region): Promise<RegionHosts> => {
  const [appliance, web, hubs, vnet, outside] = await Promise.all([
    run.namespace(`${region.name}-appliance`),
    run.namespace(`${region.name}-web`),
    Promise.all(region.hubs.map(async (hub) => ({ hub, host: await run.namespace(`${region.name}-hub${lastOctet(hub.address)}`) }))),
    makeSegment(fabric, `${region.name}-vnet`),
    makeSegment(fabric, `${region.name}-edge`),
  ])
  const [firstServer, ...otherServers] = region.webServers
  await Promise.all([
    join(vnet, appliance, inNetwork(region.appliance)),
    join(vnet, web, inNetwork(firstServer), ...otherServers.map(inNetwork)),
    ...hubs.flatMap(({ hub, host }) => [join(vnet, host, inNetwork(hub.address)), join(outside, host, inNetwork(hub.edgeSide))]),
    join(outside, edge, inNetwork(region.edge)),
  ])
  await Promise.all([routeAppliance(appliance, vnet, topology, region), ...hubs.map(({ host }) => routeHub(host, vnet, region))])
  return { region, appliance, web, hubs }
}

// Virtual networks that are peered are one flat network: hub routers and appliance see each other without a router in between.
const routeAppliance = async (appliance: Namespace, { name: dev }: Segment, { vip }: Topology, region: Region): Promise<void> => {
  const hops = region.hubs.map(({ address }) => `nexthop via ${address} dev ${dev} onlink`)
  const hubs = new Set(region.hubs.map(({ address }) => network(address)))
  await appliance.ip(
    assign('lo', `${vip}/32`),
    ...[...hubs].map((it) => `route add ${it} dev ${dev}`),
    `route add default ${hops.join(' ')}`,
  )
}

const routeHub = async (hub: Namespace, { name: dev }: Segment, region: Region): Promise<void> => {
  await hub.ip(`route add ${network(region.appliance)} dev ${dev}`)
  await hub.set({ 'ipv4/ip_forward': 1 })
}

const connectClient = async ({ client: place }: Topology, edge: Namespace, client: Namespace): Promise<void> => {
  await edge.set({ 'ipv4/ip_forward': 1 })
  const ends = [
    { namespace: edge, dev: 'client', addresses: [`${place.edge}/24`] },
    { namespace: client, dev: 'edge', addresses: [`${place.address}/24`] },
  ] as const
  await link(...ends)
  await client.ip(`route add default via ${place.edge}`)
}

const inNetwork = (address: string): string => `${address}/24`

const network = (address: string): string => address.replace(/\d+$/, '0/24')

const lastOctet = (address: string): string => address.slice(address.lastIndexOf('.') + 1)
