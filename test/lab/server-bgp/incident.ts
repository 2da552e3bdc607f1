// What did one change lead to: which lines, which ways, at what loss?
import type { Client } from '../../e2e/kit/client.ts'
import type { Family } from '../../e2e/kit/frr.ts'
import { until } from '../../e2e/kit/wait.ts'
import { untilAnsweredBy } from '../kit/transition.ts'
import { port } from './networks.ts'
import { families, vip, type World, ways, waysBack } from './world.ts'

export type Incident = {
  /** The lines about routes that our process sent. */
  readonly sent: readonly string[]
  /** The routers by which the spine sends requests in the end. */
  readonly ways: Ways
  /** When the kernels had these, in milliseconds after the change. */
  readonly settledMs: number
  readonly lost: Readonly<Record<Family, Loss>>
}

export type Ways = Readonly<Record<Family, readonly string[]>>

/** Requests; `after` of the lost ones were begun when routers and server had their new ways. */
export type Loss = { readonly lost: number; readonly after: number; readonly asked: number }

/** Both routers, for both families. */
export const bothWays: Ways = { ipv4: ['tor1', 'tor2'], ipv6: ['tor1', 'tor2'] }

/** Makes a change, waits until the spine has these ways and, where there are any, until everyone is answered; `changed` is what the change came to. */
export const incident = async <Changed>(
  world: World,
  expected: Ways,
  steady: number,
  change: () => Promise<Changed>,
): Promise<Incident & { readonly changed: Changed }> => {
  const alreadySent = world.box.sent().length
  const start = Date.now()
  const [changed, settledAt] = await Promise.all([change(), settled(world, expected)])
  if (expected.ipv4.length > 0) await everyoneIsAnswered(world, { since: Date.now(), steady })
  const loss = (family: Family): Loss => lossSince(world.clients[family], start, settledAt)
  return {
    changed,
    sent: world.box.sent(alreadySent).map(({ text }) => text),
    ways: await waysNow(world),
    settledMs: settledAt - start,
    lost: { ipv4: loss('ipv4'), ipv6: loss('ipv6') },
  }
}

const settled = async (world: World, expected: Ways): Promise<number> => {
  const wanted = JSON.stringify(expected)
  await until(`the ways ${wanted} at the spine`, async () => JSON.stringify(await waysNow(world)) === wanted)
  if (expected.ipv4.length > 0) await Promise.all(families.map((family) => wholeWay(world, family, expected[family])))
  return Date.now()
}

// A router (FRR) announces a route before its own kernel has it, and Linux may take a second to see that a carrier is lost.
const wholeWay = async (world: World, family: Family, expected: readonly string[]): Promise<void> => {
  for (const { tor, frr } of world.tors.filter((it) => expected.includes(it.tor.name)))
    await until(`${tor.name} to send to the server`, async () => (await ways(frr, vip[family])).join() === port.server)
  await until(`the server to answer by ${expected}`, async () => (await waysBack(world, family)).join() === expected.join())
}

/** The routers by which the spine sends requests now. */
export const waysNow = async ({ spine }: World): Promise<Ways> => {
  const [ipv4, ipv6] = await Promise.all([ways(spine, vip.ipv4), ways(spine, vip.ipv6)])
  return { ipv4, ipv6 }
}

/** Waits until the server has answered both clients `steady` times in a row. */
export const everyoneIsAnswered = async (
  { clients }: World,
  deadline: { readonly since?: number; readonly steady: number },
): Promise<void> => {
  await Promise.all(families.map((family) => untilAnsweredBy(clients[family], 'server', deadline)))
}

/** What a client lost since then; both times in milliseconds since the epoch. */
export const lossSince = (client: Client, since: number, settledAt = since): Loss => {
  const replies = client.replies().filter(({ at }) => at >= since)
  const lost = replies.filter(({ answer }) => answer === undefined)
  return { lost: lost.length, after: lost.filter(({ at }) => at >= settledAt).length, asked: replies.length }
}
