// What did one change lead to, seen by the client and by the fabric?
import { until } from '../../e2e/kit/wait.ts'
import { type Transition, transition } from '../kit/transition.ts'
import { type Role, topology } from './topology.ts'
import type { World } from './world.ts'

/** `routes` are the fabric's best ones in the end. */
export type Incident = Transition & { readonly routes: string }

export type Expectation = { readonly answeredBy: Role; readonly routes: string; readonly steady: number }

/** Makes the change and waits until everything is as it shall be. */
export const incident = async (world: World, { routes, ...rest }: Expectation, change: () => Promise<unknown>): Promise<Incident> => {
  const settled = (): Promise<true> => until(`the fabric's routes to be ${routes}`, async () => (await fabricRoutes(world)) === routes)
  const happened = await transition({
    ...{ client: world.client, appliance: world.preferred.box, settled, ...rest },
    change: async () => void (await change()),
  })
  return { ...happened, routes: await fabricRoutes(world) }
}

/** Next hop and local-preference of the best routes to both VIPs: `10.1.0.7 (200), 2001:db8:1::7 (200)`. */
export const fabricRoutes = async ({ fabric }: World): Promise<string> => {
  const tables = await Promise.all([fabric.table('ipv4'), fabric.table('ipv6')])
  const routes = topology.vips.map((vip, family) => tables[family]?.get(vip)?.find(({ best }) => best))
  return routes.map((route) => (route === undefined ? 'none' : `${route.nextHop} (${route.localPreference})`)).join(', ')
}
