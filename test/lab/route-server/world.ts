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
import { type Appliances, type RouteServer, topology } from './topology.ts'

export type LivingAppliance = { readonly box: Appliance; readonly webs: readonly WebServer[] }

export type LivingServer = { readonly server: RouteServer; readonly host: Namespace; readonly frr: Frr }

/** Everything of the design, as programs. */
export type World = Readonly<Record<Appliances, LivingAppliance>> & {
  readonly networks: Networks
  readonly fabric: Frr
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
    routeServers: networks.routeServers.map(({ server, host }) => ({ server, host, frr: new Frr(host) })),
    client: new Client(networks.client, `http://${topology.vip}/`),
  }
}

/** Starts route servers and fabric; returns when the fabric has a session with each. */
export const startRouters = async ({ fabric, routeServers }: World): Promise<void> => {
  await Promise.all([
    fabric.start(fabricConfiguration),
    ...routeServers.map(({ server, frr }) => frr.start(routeServerConfiguration(server))),
  ])
  await until('the fabric to have its sessions', () => routeServers.every(({ server }) => hasSession(fabric, server.address)))
}

/** Starts web servers, HAProxy and ExaBGP; returns when the nearest route servers have both appliances, and the client asks. */
export const startAppliances = async ({ preferred, standby, routeServers, client }: World): Promise<void> => {
  await Promise.all([preferred, standby].map(startAppliance))
  const nearest = routeServers.filter(({ server }) => server.cost === 10)
  for (const { frr } of nearest)
    await frr.waitForTable('both appliances', (table) => table.get(`${topology.vip}/32`)?.length === 2, { within: 30_000 })
  client.start()
}

/** Whether the router's session with this address is established now. */
export const hasSession = (router: Frr, address: string): boolean =>
  router
    .history()
    .flatMap((event) => (event.kind === 'session' && event.from === address ? [event.state] : []))
    .at(-1) === 'established'

const configureAppliance = ({ appliances, farm }: Networks, name: Appliances): LivingAppliance => ({
  box: new Appliance(name, appliances[name], { ...copiedAppliance(`route-server/${name}`), more: { md5: `${topology.password}\n` } }),
  webs: topology.appliances[name].webServers.map(
    (address, index) => new WebServer(farm, `${name}${index + 1}`, { address, port: 80, page: name }),
  ),
})

const startAppliance = async ({ webs, box }: LivingAppliance): Promise<void> => {
  await Promise.all(webs.map((web) => web.start()))
  await box.start()
}

const routeServerConfiguration = ({ address }: RouteServer): string =>
  copied('route-server/bgpd.conf').replaceAll(topology.routeServers[0].address, address)

const fabricConfiguration = `
router bgp ${topology.fabric.as}
 bgp router-id ${topology.fabric.address}
 timers bgp 1 3
${topology.routeServers
  .map(({ address }) =>
    [`remote-as internal`, `update-source ${topology.fabric.address}`, 'timers connect 1']
      .map((words) => ` neighbor ${address} ${words}`)
      .join('\n'),
  )
  .join('\n')}
`
