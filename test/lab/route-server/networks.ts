// Which hosts does the route server design have, and how are they wired?
import { assign, bridge, link, type Namespace } from '../../e2e/kit/namespace.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { type Pair, type Place, type Role, type RouteServer, topology } from './topology.ts'

export type Networks = {
  /** Router and switches of all racks in one. */
  readonly fabric: Namespace
  readonly client: Namespace
  /** Web servers. */
  readonly farm: Namespace
  readonly appliances: Readonly<Record<Role, Namespace>>
  /** In the order of the topology. */
  readonly routeServers: readonly Namespace[]
}

/** Makes every host and every wire, and the routes that an IGP would have. */
export const buildNetworks = async (run: Run): Promise<Networks> => {
  const fabric = await buildFabric(run)
  const [client, farm, preferred, standby, routeServers] = await Promise.all([
    buildClient(run, fabric),
    buildFarm(run, fabric),
    buildAppliance(run, fabric, 'preferred'),
    buildAppliance(run, fabric, 'standby'),
    Promise.all(topology.routeServers.map((server) => buildRouteServer(run, fabric, server))),
  ])
  return { fabric, client, farm, appliances: { preferred, standby }, routeServers }
}

const buildFabric = async (run: Run): Promise<Namespace> => {
  const fabric = await run.namespace('fabric')
  const families = ['ipv4', 'ipv6'].map((family) => [`${family}/conf/all/ignore_routes_with_linkdown`, 1] as const)
  // A route into a dead wire counts for nothing, as with an IGP that has noticed.
  await fabric.set({ 'ipv4/ip_forward': 1, 'ipv6/conf/all/forwarding': 1, ...Object.fromEntries(families) })
  await fabric.ip(...[topology.fabric.address, topology.fabric.address6].map((address) => assign('lo', alone(address))))
  for (const [segment, gateway] of Object.entries(topology.gateways)) {
    await bridge(fabric, segment)
    await fabric.ip(...onSegment(gateway).map((address) => assign(segment, address)))
  }
  return fabric
}

const buildClient = async (run: Run, fabric: Namespace): Promise<Namespace> => {
  const client = await run.namespace('client')
  await link(
    { namespace: client, dev: 'eth0', addresses: [`${topology.client.address}/24`] },
    { namespace: fabric, dev: 'client', addresses: [`${topology.client.fabric}/24`] },
  )
  await client.ip(`route add default via ${topology.client.fabric}`)
  return client
}

const buildFarm = async (run: Run, fabric: Namespace): Promise<Namespace> => {
  const farm = await run.namespace('farm')
  const addresses = Object.values(topology.webServers).flatMap((servers) => servers.map((address) => `${address}/24`))
  await link({ namespace: farm, dev: 'eth0', addresses }, { namespace: fabric, dev: 'to-farm' })
  await Promise.all([fabric.ip('link set to-farm master farm'), farm.ip(`route add default via ${topology.gateways.farm[0]}`)])
  return farm
}

const buildAppliance = async (run: Run, fabric: Namespace, role: Role): Promise<Namespace> => {
  const host = await run.namespace(role)
  await link({ namespace: host, dev: 'eth0' }, { namespace: fabric, dev: role })
  await host.ip(assign('lo', `${topology.vip}/32`))
  await plug(host, fabric, topology.appliances[role])
  return host
}

/** Plugs an appliance into a rack, where it has addresses and gateways as from DHCP and router advertisements. */
export const plug = async (host: Namespace, fabric: Namespace, { rack, addresses }: Place): Promise<void> => {
  await fabric.ip(`link set ${host.name} master ${rack}`)
  await host.ip(
    'addr flush dev eth0 scope global',
    ...onSegment(addresses).map((address) => assign('eth0', address)),
    ...topology.gateways[rack].map((gateway) => `route replace default via ${gateway}`),
  )
}

const buildRouteServer = async (run: Run, fabric: Namespace, server: RouteServer): Promise<Namespace> => {
  const host = await run.namespace(server.name)
  await link(
    { namespace: host, dev: 'eth0', addresses: onSegment(server.here) },
    { namespace: fabric, dev: server.name, addresses: onSegment(server.fabric) },
  )
  await host.ip(
    ...[server.address, ...server.anycast].map((address) => assign('lo', alone(address))),
    ...topology.fabric.networks.map((network, family) => `route add ${network} via ${server.fabric[family]}`),
  )
  await fabric.ip(
    `route add ${alone(server.address)} via ${server.here[0]}`,
    ...server.anycast.map((address, family) => `route add ${alone(address)} via ${server.here[family]} metric ${server.cost}`),
  )
  return host
}

const onSegment = ([ipv4, ipv6]: Pair): readonly string[] => [`${ipv4}/24`, `${ipv6}/64`]

const alone = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`
