// What happens when a router tells the server too much, an uplink is cut, and the applications of the server fail?
import type { Family } from '../../e2e/kit/frr.ts'
import { heardBy, nextHopsAt, prefixesAt, sessionsOf } from './heard.ts'
import { bothWays, everyoneIsAnswered, type Incident, incident, type Loss, lossSince, type Ways, waysNow } from './incident.ts'
import { topology } from './topology.ts'
import { answersThrough, forwarding, tellAll, toldTo } from './transit.ts'
import { type Back, type Cut, cutUplink, plugUplink } from './uplink.ts'
import type { World } from './world.ts'

export type Report = {
  readonly before: {
    readonly ways: Ways
    /** For each router: its sessions with the server, and the next hops that it was told. */
    readonly tors: readonly { readonly name: string; readonly sessions: number; readonly nextHops: readonly string[] }[]
  }
  readonly transit: {
    /** What comes back when the first router sends a packet for the second one to the server; as it is, and were forwarding on. */
    readonly through: Readonly<Record<'asItIs' | 'forwarding', Readonly<Record<Family, string>>>>
    /** What the first router tells the server, usually and by mistake. */
    readonly told: readonly string[]
    readonly toldAll: readonly string[]
    /** Every prefix that the second router has ever heard of from the server. */
    readonly heard: readonly string[]
  }
  readonly cut: Cut
  readonly back: Back
  /** `spreadMs`: between the first and the last withdraw at the routers. */
  readonly failure: Incident & { readonly withdrawn: readonly string[]; readonly spreadMs: number }
  readonly recovery: Incident
  readonly other: Loss & { readonly updates: number }
}

/** Lets every incident happen, one after the other; each begins when the one before has settled. */
export const goThroughIncidents = async (world: World, step: (what: string) => void, steady: number): Promise<Report> => {
  await everyoneIsAnswered(world, { steady })
  const start = Date.now()
  const before = await lookAround(world)
  const transit = await tryTransit(world, step)
  step('the first uplink is cut at its router')
  const cut = await cutUplink(world, steady)
  step('it is plugged in again')
  const back = await plugUplink(world, steady)
  step('both applications of the server stop; HAProxy and ExaBGP stay up')
  const failure = await fail(world, steady)
  step('they are started again')
  const recovery = await incident(world, bothWays, steady, () => Promise.all(world.apps.map((app) => app.start())))
  return {
    ...{ before, cut, back, failure, recovery },
    transit: { ...transit, heard: prefixesAt(world.tors[1]) },
    other: { ...lossSince(world.clients.other, start), updates: updatesAboutOther(world, start) },
  }
}

const lookAround = async (world: World): Promise<Report['before']> => ({
  ways: await waysNow(world),
  tors: world.tors.map((it) => ({ name: it.tor.name, sessions: sessionsOf(it), nextHops: nextHopsAt(it) })),
})

/** What the first router tells by mistake it goes on telling: nothing of it may come out of the server in all that follows. */
const tryTransit = async (
  { tors: [first, second], networks: { server } }: World,
  step: (what: string) => void,
): Promise<Omit<Report['transit'], 'heard'>> => {
  step('the first router sends packets for the second one to the server')
  const through = {
    asItIs: await answersThrough(first, second),
    forwarding: await forwarding(server, () => answersThrough(first, second)),
  }
  const told = await toldTo(first)
  step('from now on, by mistake, the first router tells the server all that it knows')
  return { through, told, toldAll: await tellAll(first) }
}

const fail = async (world: World, steady: number): Promise<Report['failure']> => {
  const counts = world.tors.map((it) => heardBy(it).length)
  const happened = await incident(world, { ipv4: [], ipv6: [] }, steady, () => Promise.all(world.apps.map((app) => app.stop())))
  const heard = world.tors.flatMap((it, index) =>
    firstOfEach(
      heardBy(it)
        .slice(counts[index])
        .filter(({ kind }) => kind === 'withdraw')
        .map(({ at, kind, prefix }) => ({ at, what: `${it.tor.name}: ${kind} ${prefix}` })),
    ),
  )
  const times = heard.map(({ at }) => at)
  return { ...happened, withdrawn: heard.map(({ what }) => what), spreadMs: Math.max(...times) - Math.min(...times) }
}

/** The uplink has come back shortly before: what was announced then is announced once more, and what is withdrawn is withdrawn twice. */
const firstOfEach = <One extends { readonly what: string }>(all: readonly One[]): readonly One[] =>
  all.filter((one, index) => all.findIndex(({ what }) => what === one.what) === index)

const updatesAboutOther = ({ spine }: World, since: number): number =>
  spine.history().filter((event) => event.at >= since && event.kind !== 'session' && event.prefix === `${topology.otherVip}/32`).length
