// What happens when the route server that everyone speaks to is gone, without a word?
import { until } from '../../e2e/kit/wait.ts'
import { type Expectation, type Incident, incident } from './incident.ts'
import { topology } from './topology.ts'
import { hasSession, type World } from './world.ts'

/** `sessions`: those of the appliances that the other server has, and when it had the last, in milliseconds after the death. */
export type Death = Incident & { readonly sessions: number; readonly sessionMs: number }

/** The wire of the first server goes dead: BGP tells nobody. The next packet to the anycast address finds the other server, which knows nothing of the connection and resets it. */
export const die = async (world: World, expected: Expectation): Promise<Death> => {
  const [nearest, other] = world.routeServers
  if (nearest === undefined || other === undefined) throw new Error('the design has more than one route server')
  const start = Date.now()
  const addresses: readonly string[] = Object.values(topology.appliances).flatMap((place) => place.addresses)
  const present = (): string[] => addresses.filter((address) => hasSession(other.frr, address))
  const happened = await incident(world, expected, async () => {
    await nearest.host.ip('link set eth0 down')
    await until('the other server to have both appliances', () => present().length === addresses.length)
    await until('the fabric to give up the dead server', () => !hasSession(world.fabric, nearest.server.address))
  })
  const last = other.frr.history().findLast((event) => event.kind === 'session' && addresses.includes(event.from))
  return { ...happened, sessions: present().length, sessionMs: (last?.at ?? Number.NaN) - start }
}
