// What has a router heard about a prefix, in short, and has enough happened that it would have heard more?
import type { HaproxyInstance } from './haproxy.ts'
import type { Peer } from './peer.ts'
import { until } from './wait.ts'

/** Every change that the router received from the node, in wire order: the as-path of an announcement (`65010 65010`), or `withdrawn`. */
export const story = (peer: Peer, prefix?: string): string[] =>
  peer.history(prefix).map((event) => (event.kind === 'announce' ? event.attributes.asPath.join(' ') : 'withdrawn'))

/** Waits until HAProxy's worker has been asked often enough by our process for any rise and fall of these scenarios; they must not use its frontend meanwhile. */
export const enoughPolls = async (haproxy: HaproxyInstance): Promise<void> => {
  let own = 0
  const asked = async (): Promise<number> => Number(/^CumConns: (\d+)$/m.exec(await haproxy.command('show info'))?.[1]) - ++own
  const before = await asked()
  await until('HAProxy to be asked', async () => (await asked()) > before + 5, { every: 50 })
}
