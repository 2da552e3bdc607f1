// Do four more load balancers take a share of the new connections, and none of the old ones?
import { until } from '../../e2e/kit/wait.ts'
import { exact, type Result } from '../kit/results.ts'
import { allKept, before, everyone, keptPlainly, lostRequests, servedBy } from './kept.ts'
import { buckets, wanted } from './kernel.ts'
import { first } from './topology.ts'
import { startBalancers, type World } from './world.ts'

const phase = 'eight'

/** Starts them, then lets more users come. */
export const scaleOut = async (world: World, step: (what: string) => void): Promise<Result[]> => {
  const { upstream, early, late } = world
  const start = Date.now()
  const known = await before(world, [early])
  step('four more load balancers start')
  await startBalancers(world, world.more, 8)
  await until('a share of new connections for each', async () => isShared(await buckets(upstream.namespace)), { every: 50 })
  step(`${late.size} more users come`)
  await late.come()
  const now = await everyone([early, late])
  return [
    exact(phase, "next hops in the router's kernel", '8', String((await wanted(upstream.namespace)).length)),
    exact(phase, 'new users are served by', 'lb1 lb2 lb3 lb4 lb5 lb6 lb7 lb8', servedBy(now.slice(-late.size))),
    allKept(phase, 'old users', known, now, first),
    await keptPlainly(phase, world, known, first),
    lostRequests(phase, world, start),
  ]
}

/** Half of a fair share of 128 buckets, at least. */
const isShared = (shares: ReadonlyMap<string, number>): boolean => shares.size === 8 && [...shares.values()].every((it) => it >= 8)
