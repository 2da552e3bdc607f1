// Does a server with two uplinks announce itself over both, and never stand between them?
import { applianceRows, asked, inside } from '../kit/guide.ts'
import type { Lab, Played, Stage } from '../kit/lab.ts'
import { explained } from '../kit/record.ts'
import { tellAppliance, tellChanges, tellClient } from '../kit/timeline.ts'
import { results } from './results.ts'
import { goThroughIncidents } from './scenario.ts'
import { topology } from './topology.ts'
import { buildWorld, families, startRouters, startServer, vip, type World, ways } from './world.ts'

const play = async ({ run, tell, step, watch, steady }: Stage): Promise<Played> => {
  step('wiring a spine, two top-of-rack routers, two servers with a wire to each, and clients')
  const world = await buildWorld(run)
  await watch([world.box])
  step('starting the routers (FRR)')
  await startRouters(world)
  const { box, spine, clients } = world
  tellAppliance(box, tell)
  for (const family of families)
    tellChanges(
      async () => [`${vip[family]} by ${(await ways(spine, vip[family])).join(' and ') || 'nobody'}`],
      (what) => tell({ who: 'spine', what, kind: 'table' }),
    )
  tellClient(clients.ipv4, tell, 'client4')
  tellClient(clients.ipv6, tell, 'client6')
  tellClient(clients.other, tell, 'client')
  step('starting applications, HAProxy, and ExaBGP, which runs exabgp-haproxy')
  await startServer(world)
  const report = await goThroughIncidents(world, step, steady)
  return { results: [...results(report), await explained(box)], guide: guide(world) }
}

export const serverBgp: Lab = {
  name: 'server-bgp',
  title:
    'a server with two uplinks, IPv4 and IPv6 over one session each: an uplink is cut, the applications fail, it never is a transit node',
  play,
}

const guide = ({ spine, tors, clients, box, apps }: World): Played['guide'] => [
  ['the spine', asked(spine, `show bgp ipv4 unicast ${vip.ipv4}`)],
  ['its kernel', inside(spine.namespace, `ip -6 route show ${vip.ipv6}`)],
  ...tors.map(({ tor, frr }) => [tor.name, asked(frr, 'show bgp summary')] as const),
  ['the server: its default routes', inside(box.host, 'sh -c "ip route; ip -6 route"')],
  ['a client', inside(clients.ipv6.namespace, `curl http://[${topology.vip.ipv6}]/`)],
  ['every request', `tail -f ${clients.ipv6.program.log.path}`],
  ['make an application fail', `touch ${apps[0]?.illFile}`],
  ['make it well again', `rm ${apps[0]?.illFile}`],
  ...applianceRows(box),
]
