// Do load balancers leave without anyone losing a connection, neither there nor elsewhere?
import { writeFileSync } from 'node:fs'
import { until } from '../../e2e/kit/wait.ts'
import { atMost, exact, type Result, reported, seconds } from '../kit/results.ts'
import { allKept, before, everyone, keptPlainly, lostRequests } from './kept.ts'
import { wanted } from './kernel.ts'
import { first, more, vip } from './topology.ts'
import type { Living, World } from './world.ts'

const phase = 'drain of four'

/** A maintenance file on each of the four that came later; then their users leave, one crowd at once. */
export const drainMore = async (world: World, step: (what: string) => void): Promise<Result[]> => {
  const { upstream, early, late } = world
  const crowds = [early, late]
  const known = await before(world, crowds)
  const sentBefore = new Map(world.more.map((it) => [it, it.box.sent().length]))
  const start = Date.now()
  step('these four are drained: a maintenance file on each')
  for (const { box } of world.more) writeFileSync(box.path('maintenance'), '')
  let hops: readonly string[] = []
  const isFour = async (): Promise<boolean> => {
    hops = await wanted(upstream.namespace)
    return hops.length === first.length
  }
  await until("four next hops in the router's kernel", isFour, { seen: () => `They are ${hops.join(' ')}.` })
  const hopsMs = Date.now() - start
  const now = await everyone(crowds)
  const kept = [
    allKept(phase, 'users of those that stay', known, now, first),
    allKept(phase, 'users of those that leave', known, now, more),
    await keptPlainly(phase, world, known, first),
  ]
  const withdrawnEarly = withdrawals(world, sentBefore).length
  const leftAt = Date.now()
  step(`the ${late.size} users who came later are done, and leave`)
  await late.leave()
  await upstream.waitForTable('four paths', (table) => table.get(`${vip}/32`)?.length === first.length)
  const withdrawn = withdrawals(world, sentBefore)
  return [
    exact(phase, "next hops in the router's kernel", 'lb1 lb2 lb3 lb4', hops.join(' ')),
    reported(phase, 'next hops were gone after', seconds(hopsMs)),
    exact(
      phase,
      'sent to ExaBGP on each',
      'announce as-path [ 65010 x5 ] community [ 65535:0 ]; withdraw',
      [...new Set(world.more.map((it) => linesOf(it, sentBefore)))].join(' | '),
    ),
    ...kept,
    exact(phase, 'withdrawn before their users had left', '0', String(withdrawnEarly)),
    atMost(phase, 'withdrawn, all four, after they had', 5000, Math.max(...withdrawn) - leftAt),
    lostRequests(phase, world, start),
  ]
}

type Sent = ReadonlyMap<Living, number>

// `announce as-path [ 65010 x5 ] community [ 65535:0 ]`: without what is the same everywhere, and without repetitions.
const linesOf = (living: Living, sent: Sent): string => {
  const lines = living.box.sent(sent.get(living)).map(({ text }) => text.replace(/ route \S+| next-hop self/g, ''))
  return [...new Set(lines)].join('; ').replace('65010 65010 65010 65010 65010', '65010 x5')
}

// When each ExaBGP had its withdrawal.
const withdrawals = ({ more }: World, sent: Sent): number[] =>
  more.flatMap((living) => living.box.sent(sent.get(living)).flatMap(({ at, text }) => (text.includes('withdraw') ? [at] : [])))
