// What happens when an uplink of the server is cut, and plugged in again?
import { cliLineIn } from '../../e2e/kit/cli-log.ts'
import { until } from '../../e2e/kit/wait.ts'
import { heardBy } from './heard.ts'
import { bothWays, type Incident, incident } from './incident.ts'
import { port } from './networks.ts'
import type { LivingTor, World } from './world.ts'

/** `downMs`: when our process said that the neighbor is down, after the cut; `withdrawn`: the withdraws that the other router heard. */
export type Cut = Incident & { readonly downMs: number; readonly withdrawn: number }

/** `confirmedMs`: from our learning that the neighbor is up until ExaBGP read the first line. */
export type Back = Incident & { readonly confirmedMs: number }

/** The first router switches off its port to the server. */
export const cutUplink = async (world: World, steady: number): Promise<Cut> => {
  const [first, second] = world.tors
  const start = Date.now()
  const heard = heardBy(second).length
  const happened = await incident(world, { ipv4: ['tor2'], ipv6: ['tor2'] }, steady, async () => {
    await first.frr.namespace.ip(`link set ${port.server} down`)
    return whenSaid(world, first, 'down', start)
  })
  const since = heardBy(second).slice(heard)
  return { ...happened, withdrawn: since.filter(({ kind }) => kind === 'withdraw').length, downMs: happened.changed - start }
}

/** The first router switches it on again. */
export const plugUplink = async (world: World, steady: number): Promise<Back> => {
  const [first] = world.tors
  const start = Date.now()
  const happened = await incident(world, bothWays, steady, async () => {
    await first.frr.namespace.ip(`link set ${port.server} up`)
    return whenSaid(world, first, 'up', start)
  })
  const line = world.box.sent().find(({ at }) => at >= start)
  return { ...happened, confirmedMs: (line?.at ?? Number.NaN) - happened.changed }
}

const whenSaid = async ({ box }: World, { tor }: LivingTor, state: 'up' | 'down', since: number): Promise<number> => {
  const message = `ExaBGP: neighbor ${tor.server.own.ipv4} is ${state}`
  const lines = () => box.exabgp.program.log.lines().flatMap(cliLineIn)
  return until(`our process to say "${message}"`, () => lines().find((line) => line.at >= since && line.message.startsWith(message))?.at)
}
