// Does health decide the routes, live, between two regions behind a cloud hub?
import { applianceRows, asked, inside } from '../kit/guide.ts'
import type { Lab, Played, Stage } from '../kit/lab.ts'
import { explained } from '../kit/record.ts'
import { tellAppliance, tellClient, tellTable } from '../kit/timeline.ts'
import { results } from './results.ts'
import { failAndRecover } from './scenario.ts'
import { topology } from './topology.ts'
import { buildWorld, startRegions, startRouters, type World } from './world.ts'

const play = async ({ run, tell, step, watch, steady }: Stage): Promise<Played> => {
  step('wiring two regions, four hub routers, a provider edge router and a client')
  const world = await buildWorld(run, topology)
  const boxes = [world.primary.box, world.secondary.box]
  await watch(boxes)
  step('starting the routers (FRR)')
  await startRouters(world)
  for (const box of boxes) tellAppliance(box, tell)
  tellTable('edge', world.edge, `${topology.vip}/32`, tell)
  tellClient(world.client, tell)
  step('starting web servers, HAProxy, and ExaBGP, which runs exabgp-haproxy')
  await startRegions(world)
  step('both regions are announced')
  const report = await failAndRecover(world, step, steady)
  return { results: [...results(report), ...(await Promise.all(boxes.map(explained)))], guide: guide(world) }
}

export const azureVwan: Lab = {
  name: 'azure-vwan',
  title: 'two regions behind a cloud hub: the other one attracts the traffic before the first is gone, and gives it back',
  play,
}

const guide = ({ edge, client, primary }: World): Played['guide'] => {
  const { box, webs } = primary
  return [
    ['the edge router', asked(edge, `show bgp ipv4 unicast ${topology.vip}/32`)],
    ['its kernel', inside(edge.namespace, 'ip route')],
    ['a client', inside(client.namespace, `curl http://${topology.vip}/`)],
    ['every request', `tail -f ${client.program.log.path}`],
    ['HAProxy in North Europe', inside(box.host, "curl 'http://127.0.0.1:8404/haproxy?stats;csv'")],
    ['make one of its pages fail', `touch ${webs[0]?.illFile}`],
    ['make it well again', `rm ${webs[0]?.illFile}`],
    ...applianceRows(box),
  ]
}
