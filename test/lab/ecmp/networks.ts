// Which hosts does the ECMP design have, and how are they wired?
import { assign, link, type Namespace } from '../../e2e/kit/namespace.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { join, makeSegment, type Segment } from '../kit/segment.ts'
import { type Balancer, first, more, rack, users, vip } from './topology.ts'

type Networks = {
  readonly rack: Segment
  readonly upstream: Namespace
  readonly second: Namespace
  readonly web: Namespace
  readonly client: Namespace
  readonly balancers: readonly { readonly balancer: Balancer; readonly host: Namespace }[]
}

/** Makes every host and every wire of the design; the rack's switch is in a namespace called `fabric`. */
export const buildNetworks = async (run: Run): Promise<Networks> => {
  const [fabric, upstream, second, web, client] = await Promise.all([
    run.namespace('fabric'),
    run.namespace('upstream'),
    run.namespace('second'),
    run.namespace('web'),
    run.namespace('client'),
  ])
  const segment = await makeSegment(fabric, 'rack')
  const [firstWeb, ...otherWebs] = rack.webServers
  const [balancers] = await Promise.all([
    Promise.all([...first, ...more].map(async (balancer) => ({ balancer, host: await connectBalancer(run, segment, balancer) }))),
    join(segment, upstream, inRack(rack.upstream)),
    join(segment, second, inRack(rack.second)),
    join(segment, web, inRack(firstWeb), ...otherWebs.map(inRack)),
    connectUsers(upstream, client),
  ])
  return { rack: segment, upstream, second, web, client, balancers }
}

/** Takes the power from a load balancer, as the others see it: not a word more from it, and no carrier of theirs is lost. */
export const cut = async ({ fabric }: Segment, { address }: Balancer): Promise<void> => fabric.ip(`link set ${address} down`)

const connectBalancer = async (run: Run, segment: Segment, { name, address }: Balancer): Promise<Namespace> => {
  const host = await run.namespace(name)
  await join(segment, host, inRack(address))
  await host.ip(assign('lo', `${vip}/32`), `route add default via ${rack.upstream}`)
  return host
}

const connectUsers = async (upstream: Namespace, client: Namespace): Promise<void> => {
  await link(
    { namespace: upstream, dev: 'users', addresses: [`${users.router}/24`] },
    { namespace: client, dev: 'upstream', addresses: [`${users.address}/24`] },
  )
  await client.ip(`route add default via ${users.router}`)
  // A connection keeps to one way by its addresses and ports.
  await upstream.set({ 'ipv4/ip_forward': 1, 'ipv4/fib_multipath_hash_policy': 1 })
}

const inRack = (address: string): string => `${address}/24`
