// What happens when servers fail, someone makes a mistake, a route server dies and an appliance moves?
import { untilAnsweredBy } from '../kit/transition.ts'
import { type Death, die } from './death.ts'
import { fabricRoutes, type Incident, incident } from './incident.ts'
import { type Mistake, makeMistake } from './mistake.ts'
import { type Move, moveAway } from './move.ts'
import { topology } from './topology.ts'
import type { World } from './world.ts'

export type Report = {
  readonly before: { readonly answeredBy: string; readonly routes: string; readonly withoutPassword: string }
  readonly half: Incident
  readonly whole: Incident
  readonly failure: Incident
  readonly recovery: Incident
  readonly mistake: Mistake
  readonly death: Death
  readonly move: Move
}

/** The fabric's best routes while an appliance serves the VIPs; `moved` is the preferred one in its new place. */
export const routesTo = {
  preferred: '10.1.0.7 (200), 2001:db8:1::7 (200)',
  standby: '10.2.0.8 (100), 2001:db8:2::8 (100)',
  moved: '10.2.0.9 (200), 2001:db8:2::9 (200)',
} as const

/** Lets every incident happen, one after the other; each begins when the one before has settled. */
export const goThroughIncidents = async (world: World, step: (what: string) => void, steady: number): Promise<Report> => {
  const { webs } = world.preferred
  const toStandby = { answeredBy: 'standby', routes: routesTo.standby, steady } as const
  const toPreferred = { answeredBy: 'preferred', routes: routesTo.preferred, steady } as const
  await untilAnsweredBy(world.client, 'preferred', { steady })
  const before = { answeredBy: 'preferred', routes: await fabricRoutes(world), withoutPassword: await knock(world) }
  step('one of the two web servers of the preferred appliance stops')
  const half = await incident(world, toStandby, async () => webs[0]?.stop())
  step('it is started again')
  const whole = await incident(world, toPreferred, async () => webs[0]?.start())
  step('both stop')
  const failure = await incident(world, toStandby, () => Promise.all(webs.map((web) => web.stop())))
  step('both are started again')
  const recovery = await incident(world, toPreferred, () => Promise.all(webs.map((web) => web.start())))
  const mistake = await makeMistake(world, step)
  step(`${topology.routeServers[0].name}, the nearest route server of ${topology.routeServers[0].anycast[0]}, dies`)
  const death = await die(world, toPreferred)
  step('the preferred appliance is moved to the other rack')
  const move = await moveAway(world, { ...toPreferred, routes: routesTo.moved })
  return { before, half, whole, failure, recovery, mistake, death, move }
}

/** A connection to a route server from the right place, without the password. */
const knock = async ({ networks }: World): Promise<string> => {
  const connect = `exec 3<>/dev/tcp/${topology.routeServers[0].anycast[0]}/179`
  return networks.appliances.preferred.exec('timeout', '1', 'bash', '-c', connect).then(
    () => 'accepted',
    () => 'no answer',
  )
}
