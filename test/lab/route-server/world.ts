// How does the route server design come to life on one machine?
import { Client } from '../../e2e/kit/client.ts'
import { Frr } from '../../e2e/kit/frr.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { until } from '../../e2e/kit/wait.ts'
import { WebServer } from '../../e2e/kit/web-server.ts'
import { Appliance } from '../kit/appliance.ts'
import { copied, copiedAppliance } from '../kit/copied.ts'
import { buildNetworks, type Networks } from './networks.ts'
import { isNearest, type Role, type RouteServer, topology } from './topology.ts'

type LivingAppliance = { readonly box: Appliance; readonly webs: readonly WebServer[] }

export type LivingServer = { readonly server: RouteServer; readonly host: Namespace; readonly frr: Frr }

/** Everything of the design, as programs. */
export type World = Readonly<Record<Role, LivingAppliance>> & {
  readonly networks: Networks
  readonly fabric: Frr
  /** In the order of the topology. */
  readonly routeServers: readonly LivingServer[]
  readonly client: Client
}

/** Builds the networks and configures every program; none runs yet. */
export const buildWorld = async (run: Run): Promise<World> => {
  const networks = await buildNetworks(run)
  return {
    networks,
    preferred: configureAppliance(networks, 'preferred'),
    standby: configureAppliance(networks, 'standby'),
    fabric: new Frr(networks.fabric),
    routeServers: networks.routeServers.flatMap((host, index) => {
      const server = topology.routeServers[index]
      return server === undefined ? [] : [{ server, host, frr: new Frr(host) }]
    }),
    client: new Client(networks.client, `http://${topology.vip}/`, { timeoutMs: 2000 }),
  }
}

/** Starts route servers and fabric; returns when the fabric has a session with each. */
export const startRouters = async ({ fabric, routeServers }: World): Promise<void> => {
  await Promise.all([fabric.start(fabricConfiguration), ...routeServers.map(({ server, frr }) => frr.start(serverConfiguration(server)))])
  const missing = (): string[] =>
    routeServers.flatMap(({ server }) => (hasSession(fabric, server.address) ? [] : [`${server.name} ${server.address}`]))
  await until('the fabric to have its sessions', () => missing().length === 0, {
    seen: () => `Not established: ${missing().join(', ')}.`,
  })
}

/** Starts web servers, HAProxy and ExaBGP; returns when the nearest route servers have the routes of both appliances, and the client asks. */
export const startAppliances = async (world: World): Promise<void> => {
  await Promise.all([world.preferred, world.standby].map(startAppliance))
  await serversHaveBoth(world, 30_000)
  world.client.start()
}

/** Waits until every nearest route server has the routes of both appliances. */
export const serversHaveBoth = async ({ routeServers }: World, within = 10_000): Promise<void> => {
  const [vip, vip6] = topology.vips
  for (const { frr } of routeServers.filter(({ server }) => isNearest(server))) {
    await frr.waitForTable('both appliances', (table) => table.get(vip)?.length === 2, { within })
    await frr.waitForTable('both appliances', (table) => table.get(vip6)?.length === 2, { within, family: 'ipv6' })
  }
}

/** Whether the router's session with this address is established now. */
export const hasSession = (router: Frr, address: string): boolean =>
  router
    .history()
    .flatMap((event) => (event.kind === 'session' && event.from === address ? [event.state] : []))
    .at(-1) === 'established'

const configureAppliance = ({ appliances, farm }: Networks, role: Role): LivingAppliance => ({
  box: new Appliance(role, appliances[role], { ...copiedAppliance(`route-server/${role}`), more: { md5: `${topology.password}\n` } }),
  webs: topology.webServers[role].map((address, index) => new WebServer(farm, `${role}${index + 1}`, { address, port: 80, page: role })),
})

const startAppliance = async ({ webs, box }: LivingAppliance): Promise<void> => {
  await Promise.all(webs.map((web) => web.start()))
  await box.start()
}

const serverConfiguration = ({ address }: RouteServer): string =>
  copied('route-server/bgpd.conf').replaceAll(topology.routeServers[0].address, address)

const fabricConfiguration = `
router bgp ${topology.fabric.as}
 bgp router-id ${topology.fabric.address}
 timers bgp 1 3
 neighbor SERVERS peer-group
 neighbor SERVERS remote-as internal
 neighbor SERVERS update-source ${topology.fabric.address}
 neighbor SERVERS timers connect 1
${topology.routeServers.map(({ address }) => ` neighbor ${address} peer-group SERVERS`).join('\n')}
 address-family ipv6 unicast
  neighbor SERVERS activate
 exit-address-family
`
