// How soon is a dead load balancer out of the router's kernel, by BFD and by the hold time?
import { until } from '../../e2e/kit/wait.ts'
import { atMost, exact, type Result } from '../kit/results.ts'
import { allKept, before, everyone } from './kept.ts'
import { wanted } from './kernel.ts'
import { cut } from './networks.ts'
import { holdTime } from './topology.ts'
import type { Living, World } from './world.ts'

const phase = 'power cut'

/** Takes the power from two load balancers at once; `withBfd` runs bfdd, `without` does not. */
export const losePower = async (
  world: World,
  { withBfd, without }: { readonly withBfd: Living; readonly without: Living },
  step: (what: string) => void,
): Promise<Result[]> => {
  const { upstream, upstreamBfdd, rack, early, first } = world
  const staying = first.filter((it) => it !== withBfd && it !== without).map(({ balancer }) => balancer)
  await until('BFD with the one that has it', async () => (await upstreamBfdd.up()).includes(withBfd.balancer.address))
  const known = await before(world, [early])
  step(`${withBfd.balancer.name} and ${without.balancer.name}, which has no BFD, lose power at once`)
  await Promise.all([cut(rack, withBfd.balancer), cut(rack, without.balancer)])
  const start = Date.now()
  const gone = async ({ balancer: { name } }: Living): Promise<number> => {
    await until(`${name} to be gone from the kernel`, async () => !(await wanted(upstream.namespace)).includes(name), {
      every: 30,
    })
    return Date.now() - start
  }
  const [bfdMs, holdMs] = await Promise.all([gone(withBfd), gone(without)])
  return [
    atMost(phase, `${withBfd.balancer.name}, with BFD, out of the kernel after`, 2000, bfdMs),
    atMost(phase, `${without.balancer.name}, without, by the hold time, after`, (holdTime + 1) * 1000, holdMs),
    exact(phase, 'sooner by BFD', 'yes', bfdMs < holdMs / 2 ? 'yes' : 'no'),
    allKept(phase, 'users of those that stay', known, await everyone([early]), staying),
  ]
}
