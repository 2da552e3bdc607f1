// What does an appliance need when it is put somewhere else?
import { untilAnsweredBy } from '../kit/transition.ts'
import { type Expectation, type Incident, incident } from './incident.ts'
import { plug } from './networks.ts'
import { topology } from './topology.ts'
import type { World } from './world.ts'

/** `configuration` tells how exabgp.conf differs from the one before. */
export type Move = Incident & { readonly configuration: string }

/** ExaBGP is stopped, the wire is plugged into another rack, where the appliance gets other addresses and boots with the files that it has. */
export const moveAway = async (world: World, expected: Expectation): Promise<Move> => {
  const { box } = world.preferred
  const before = await box.exabgpConf()
  const happened = await incident(world, expected, async () => {
    await box.exabgp.stop()
    await untilAnsweredBy(world.client, 'standby', { since: Date.now(), steady: expected.steady })
    await plug(box.host, world.networks.fabric, topology.newPlace)
    await box.startExabgp()
  })
  return { ...happened, configuration: difference(before, await box.exabgpConf()) }
}

const difference = (before: string, after: string): string => {
  const [from, to] = [topology.appliances.preferred.addresses, topology.newPlace.addresses]
  const moved = from.reduce<string>((text, address, family) => text.replaceAll(address, to[family] ?? ''), before)
  return moved === after ? 'the same but for its addresses' : 'not the same'
}
