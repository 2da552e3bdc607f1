// Which hosts does the two-region design have, and how are they wired?
import { assign, bridge, link, type Namespace } from '../e2e/kit/namespace.ts'
import type { Run } from '../e2e/kit/run.ts'
import type { HubRouter, Region, Topology } from './azure-vwan.ts'

export type RegionHosts = {
  readonly region: Region
  readonly appliance: Namespace
  readonly web: Namespace
  readonly hubs: readonly { readonly hub: HubRouter; readonly host: Namespace }[]
}

export type Networks = {
  readonly primary: RegionHosts
  readonly secondary: RegionHosts
  readonly edge: Namespace
  readonly client: Namespace
}

/** Makes every host and every wire of the topology; the switches of its segments share a namespace called `fabric`. */
export const buildNetworks = async (run: Run, topology: Topology): Promise<Networks> => {
  const fabric = await run.namespace('fabric')
  const [edge, client, primary, secondary] = await Promise.all([
    run.namespace('edge'),
    run.namespace('client'),
    buildRegion(run, fabric, topology, topology.regions[0]),
    buildRegion(run, fabric, topology, topology.regions[1]),
  ])
  await Promise.all([
    ...topology.regions.map((region) => join(fabric, edgeSegment(region), edge, region.edge)),
    connectClient(topology, edge, client),
  ])
  return { primary, secondary, edge, client }
}

const buildRegion = async (run: Run, fabric: Namespace, topology: Topology, region: Region): Promise<RegionHosts> => {
  const [vnet, edge] = [vnetSegment(region), edgeSegment(region)]
  const [appliance, web, hubs] = await Promise.all([
    run.namespace(`${region.name}-appliance`),
    run.namespace(`${region.name}-web`),
    Promise.all(region.hubs.map(async (hub) => ({ hub, host: await run.namespace(`${region.name}-hub${lastOctet(hub.address)}`) }))),
    bridge(fabric, vnet),
    bridge(fabric, edge),
  ])
  await Promise.all([
    join(fabric, vnet, appliance, region.appliance),
    join(fabric, vnet, web, region.webServer),
    ...hubs.flatMap(({ hub, host }) => [join(fabric, vnet, host, hub.address), join(fabric, edge, host, hub.edgeSide)]),
  ])
  await Promise.all([routeAppliance(appliance, topology, region), ...hubs.map(({ host }) => routeHub(host, region))])
  return { region, appliance, web, hubs }
}

const vnetSegment = ({ name }: Region): string => `${name}-vnet`
const edgeSegment = ({ name }: Region): string => `${name}-edge`

/** The host's interface is called like the segment, the switch's port like the address. */
const join = async (fabric: Namespace, segment: string, host: Namespace, address: string): Promise<void> => {
  await link({ namespace: host, dev: segment, addresses: [`${address}/24`] }, { namespace: fabric, dev: address })
  await fabric.ip(`link set ${address} master ${segment}`)
}

// Virtual networks that are peered are one flat network: hub routers and appliance see each other without a router in between.
const routeAppliance = async (appliance: Namespace, { vip }: Topology, region: Region): Promise<void> => {
  const dev = vnetSegment(region)
  const hops = region.hubs.map(({ address }) => `nexthop via ${address} dev ${dev} onlink`)
  const hubs = new Set(region.hubs.map(({ address }) => network(address)))
  await appliance.ip(
    assign('lo', `${vip}/32`),
    ...[...hubs].map((it) => `route add ${it} dev ${dev}`),
    `route add default ${hops.join(' ')}`,
  )
}

const routeHub = async (hub: Namespace, region: Region): Promise<void> => {
  await hub.ip(`route add ${network(region.appliance)} dev ${vnetSegment(region)}`)
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

const network = (address: string): string => address.replace(/\d+$/, '0/24')

const lastOctet = (address: string): string => address.slice(address.lastIndexOf('.') + 1)
