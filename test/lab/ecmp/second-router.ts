// Does a load balancer get another router, and lose it again, without the first one noticing?
import type { BgpEvent } from '../../e2e/kit/mrt-file.ts'
import { until } from '../../e2e/kit/wait.ts'
import type { Appliance } from '../kit/appliance.ts'
import { copied } from '../kit/copied.ts'
import { atMost, exact, type Result } from '../kit/results.ts'
import { wanted } from './kernel.ts'
import type { Living, World } from './world.ts'

const phase = 'second router'

/** Another peer in the YAML, exabgp-conf, a reload of ExaBGP; and back. */
export const addAndRemoveRouter = async (world: World, { balancer, box }: Living, step: (what: string) => void): Promise<Result[]> => {
  const { upstream, second } = world
  const known = upstream.history()
  const own = copied('ecmp/balancer/exabgp-haproxy.yaml')
  step(`${balancer.name} gets a second router: peers: [10.0.0.1, 10.0.0.2], exabgp-conf, reload of ExaBGP`)
  await reload(box, own.replace('peers: [10.0.0.1]', 'peers: [10.0.0.1, 10.0.0.2]'))
  await until('the session with the second router', () => second.history().some(isUp))
  const added = await hopsOf(world, 1)
  const establishedAt = second.history().find(isUp)?.at ?? Number.NaN
  step(`the second router is taken from ${balancer.name} again`)
  await reload(box, own)
  const removed = await hopsOf(world, 0)
  return [
    exact(phase, 'next hops there, when added', balancer.name, added.hops),
    atMost(phase, 'after its session came up', 1500, added.at - establishedAt),
    exact(phase, 'next hops there, when removed', 'none', removed.hops),
    exact(phase, 'news for the first router meanwhile', '0', String(news(known, upstream.history()).length)),
  ]
}

const reload = async (box: Appliance, own: string): Promise<void> => {
  box.configure(own)
  box.exabgp.configure(await box.exabgpConf())
  await box.exabgp.reload()
}

const isUp = (event: BgpEvent): boolean => event.kind === 'session' && event.state === 'established'

const hopsOf = async ({ second }: World, count: number): Promise<{ readonly at: number; readonly hops: string }> =>
  until(`${count} next hops at the second router`, async () => {
    const hops = await wanted(second.namespace)
    return hops.length === count ? { at: Date.now(), hops: hops.join(' ') || 'none' } : undefined
  })

// ExaBGP 4.2 repeats after a reload what it has announced; a router that hears what it knows does nothing.
const news = (known: readonly BgpEvent[], now: readonly BgpEvent[]): BgpEvent[] => {
  const before = new Set(known.map(contentOf))
  return now.slice(known.length).filter((event) => event.kind !== 'announce' || !before.has(contentOf(event)))
}

const contentOf = (event: BgpEvent): string =>
  event.kind === 'announce' ? JSON.stringify([event.from, event.prefix, event.attributes]) : ''
