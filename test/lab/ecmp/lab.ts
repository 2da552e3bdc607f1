// Does a rack of load balancers that share a VIP by ECMP grow and shrink without a user noticing?
import { applianceRows, asked, inside } from '../kit/guide.ts'
import type { Lab, Played, Stage } from '../kit/lab.ts'
import { explained } from '../kit/record.ts'
import { exact, type Result } from '../kit/results.ts'
import { type Tell, tellAppliance } from '../kit/timeline.ts'
import { drainMore } from './drain.ts'
import { servedBy } from './kept.ts'
import { followWanted, wanted } from './kernel.ts'
import { losePower } from './power-cut.ts'
import { scaleOut } from './scale-out.ts'
import { addAndRemoveRouter } from './second-router.ts'
import { vip } from './topology.ts'
import { buildWorld, startBalancers, startRouters, type World } from './world.ts'

const play = async ({ run, tell, step, watch }: Stage): Promise<Played> => {
  step('wiring a rack of eight load balancers, two routers, and a network of users')
  const world = await buildWorld(run)
  const [lb1, , lb3, lb4] = world.first
  if (lb1 === undefined || lb3 === undefined || lb4 === undefined) throw new Error('Expected four load balancers')
  const boxes = [...world.first, ...world.more].map(({ box }) => box)
  await watch(boxes)
  step('starting the routers (FRR) and the web servers')
  await startRouters(world)
  tellAll(world, tell)
  step('starting four load balancers: HAProxy, ExaBGP, which runs exabgp-haproxy, and bfdd, which lb4 does without')
  await startBalancers(world, world.first, 4, [lb4])
  const results = [
    ...(await fewUsers(world, step)),
    ...(await addAndRemoveRouter(world, lb1, step)),
    ...(await scaleOut(world, step)),
    ...(await drainMore(world, step)),
    ...(await losePower(world, { withBfd: lb3, without: lb4 }, step)),
  ]
  return { results: [...results, ...(await Promise.all(boxes.map(explained)))], guide: guide(world) }
}

export const ecmp: Lab = {
  name: 'ecmp',
  title: 'one VIP on four load balancers, on eight, on four again by drain: no user loses a connection; BFD finds a dead one',
  play,
}

const fewUsers = async (world: World, step: (what: string) => void): Promise<Result[]> => {
  step(`${world.early.size} users come; each keeps its connection`)
  world.client.start()
  await world.early.come()
  return [
    exact('four', "next hops in the router's kernel", '4', String((await wanted(world.upstream.namespace)).length)),
    exact('four', 'users are served by', 'lb1 lb2 lb3 lb4', servedBy(await world.early.users())),
  ]
}

const tellAll = ({ upstream, second, resilient, first, more }: World, tell: Tell): void => {
  for (const { box } of [...first, ...more]) tellAppliance(box, tell)
  followWanted(upstream.namespace, (hops) => tell({ who: 'upstream', what: [kernelLine(hops)], kind: 'table' }))
  followWanted(second.namespace, (hops) => tell({ who: 'second', what: [kernelLine(hops)], kind: 'table' }))
  resilient.log.follow(({ text }) => tell({ who: 'upstream', what: [`resilient group: ${text}`], kind: 'table' }))
}

const kernelLine = (hops: readonly string[]): string =>
  `kernel: ${vip} via ${hops.length === 0 ? 'nobody' : `${hops.length}: ${hops.join(' ')}`}`

const guide = ({ upstream, client, first: [living] }: World): Played['guide'] => [
  ["the router's BGP", asked(upstream, `show bgp ipv4 unicast ${vip}/32`)],
  ["FRR's route in its kernel", inside(upstream.namespace, `ip route show ${vip}`)],
  ['the route that forwards', inside(upstream.namespace, 'ip route show table 100')],
  ['its buckets', inside(upstream.namespace, 'ip nexthop bucket list')],
  ['BFD', asked(upstream, 'show bfd peers brief')],
  ['a user', inside(client.namespace, `curl -si http://${vip}/`)],
  ...(living === undefined ? [] : applianceRows(living.box)),
]
