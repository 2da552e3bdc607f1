// Do appliances that may stand anywhere find their route servers, and is what they announce what they may?
import { applianceRows, asked, inside } from '../kit/guide.ts'
import type { Lab, Played, Stage } from '../kit/lab.ts'
import { explained } from '../kit/record.ts'
import { tellAppliance, tellClient, tellTable } from '../kit/timeline.ts'
import { results } from './results.ts'
import { goThroughIncidents } from './scenario.ts'
import { topology } from './topology.ts'
import { buildWorld, startAppliances, startRouters, type World } from './world.ts'

const play = async ({ run, tell, step, watch, steady }: Stage): Promise<Played> => {
  step('wiring two racks, four route servers behind two anycast addresses, two appliances and a client')
  const world = await buildWorld(run)
  const boxes = [world.preferred.box, world.standby.box]
  await watch(boxes)
  step('starting fabric and route servers (FRR)')
  await startRouters(world)
  for (const box of boxes) tellAppliance(box, tell)
  tellTable(
    'fabric',
    world.fabric,
    `${topology.vip}/32`,
    tell,
    ({ nextHop, localPreference }) => `next hop ${nextHop}, local-preference ${localPreference}`,
  )
  tellClient(world.client, tell)
  step('starting web servers, HAProxy, and ExaBGP, which runs exabgp-haproxy')
  await startAppliances(world)
  const report = await goThroughIncidents(world, step, steady)
  return { results: [...results(report), ...(await Promise.all(boxes.map(explained)))], guide: guide(world) }
}

export const routeServer: Lab = {
  name: 'route-server',
  title: 'appliances that may stand anywhere, behind route servers with anycast addresses: preference, a move, a server that dies, a guard',
  play,
}

const guide = ({ fabric, routeServers, client, preferred: { box, webs } }: World): Played['guide'] => [
  ['the fabric', asked(fabric, `show bgp ipv4 unicast ${topology.vip}/32`)],
  ['its kernel', inside(fabric.namespace, 'ip route')],
  ...routeServers.map(({ server, frr }) => [`route server ${server.name}`, asked(frr, 'show bgp summary')] as const),
  ['a client', inside(client.namespace, `curl http://${topology.vip}/`)],
  ['every request', `tail -f ${client.program.log.path}`],
  ['make a page fail', `touch ${webs[0]?.illFile}`],
  ['make it well again', `rm ${webs[0]?.illFile}`],
  ...applianceRows(box),
]
