// Which hosts does the route server design have, and how are they wired?
import { assign, bridge, link, type Namespace } from '../../e2e/kit/namespace.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { type Appliances, type Place, type RouteServer, topology } from './topology.ts'

export type Networks = {
  /** Router and switches of all racks in one. */
  readonly fabric: Namespace
  readonly client: Namespace
  readonly farm: Namespace
  readonly appliances: Readonly<Record<Appliances, Namespace>>
  readonly routeServers: readonly { readonly server: RouteServer; readonly host: Namespace }[]
}

/** Makes every host and every wire, and the routes that an IGP would have. */
export const buildNetworks = async (run: Run): Promise<Networks> => {
  const fabric = await buildFabric(run)
  const [client, farm, preferred, standby, routeServers] = await Promise.all([
    buildClient(run, fabric),
    buildFarm(run, fabric),
    buildAppliance(run, fabric, 'preferred'),
    buildAppliance(run, fabric, 'standby'),
    Promise.all(topology.routeServers.map(async (server) => ({ server, host: await buildRouteServer(run, fabric, server) }))),
  ])
  return { fabric, client, farm, appliances: { preferred, standby }, routeServers }
}

const buildFabric = async (run: Run): Promise<Namespace> => {
  const fabric = await run.namespace('fabric')
  // A route into a dead wire counts for nothing, as with an IGP that has noticed.
  await fabric.set({ 'ipv4/ip_forward': 1, 'ipv4/conf/all/ignore_routes_with_linkdown': 1 })
  await fabric.ip(assign('lo', `${topology.fabric.address}/32`))
  for (const [rack, gateway] of Object.entries(topology.racks)) {
    await bridge(fabric, rack)
    await fabric.ip(assign(rack, `${gateway}/24`))
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
  const addresses = Object.values(topology.appliances).flatMap(({ webServers }) => webServers.map((address) => `${address}/24`))
  await link({ namespace: farm, dev: 'eth0', addresses }, { namespace: fabric, dev: 'to-farm' })
  await Promise.all([fabric.ip('link set to-farm master farm'), farm.ip(`route add default via ${topology.racks.farm}`)])
  return farm
}

const buildAppliance = async (run: Run, fabric: Namespace, name: Appliances): Promise<Namespace> => {
  const host = await run.namespace(name)
  await link({ namespace: host, dev: 'eth0' }, { namespace: fabric, dev: name })
  await host.ip(assign('lo', `${topology.vip}/32`))
  await place(host, fabric, topology.appliances[name])
  return host
}

/** Plugs an appliance into a rack, where it has an address and a gateway as from DHCP. */
export const place = async (host: Namespace, fabric: Namespace, { rack, address }: Place): Promise<void> => {
  await fabric.ip(`link set ${host.name} master ${rack}`)
  await host.ip('addr flush dev eth0', assign('eth0', `${address}/24`), `route add default via ${topology.racks[rack]}`)
}

const buildRouteServer = async (run: Run, fabric: Namespace, { name, address, anycast, cost, wire }: RouteServer): Promise<Namespace> => {
  const host = await run.namespace(name)
  const [here, there] = wire
  await link({ namespace: host, dev: 'eth0', addresses: [`${here}/24`] }, { namespace: fabric, dev: name, addresses: [`${there}/24`] })
  await host.ip(assign('lo', `${address}/32`), assign('lo', `${anycast}/32`), `route add ${topology.fabric.networks} via ${there}`)
  await fabric.ip(`route add ${address}/32 via ${here}`, `route add ${anycast}/32 via ${here} metric ${cost}`)
  return host
}
