// What happens when the primary region's web server fails and comes back, and is it what the design promises?
import type { Reply } from '../e2e/kit/client.ts'
import type { Route } from '../e2e/kit/route-table.ts'
import { until } from '../e2e/kit/wait.ts'
import { edgePath, type Topology } from './azure-vwan.ts'
import type { LivingRegion, World } from './world.ts'

/** What one change of the primary's web server led to; times in milliseconds after the change. */
export type Transition = {
  readonly answeredBy: string
  /** The as-paths at the edge when everything has settled, sorted. */
  readonly paths: readonly string[]
  /** The line that our process in the primary region sent, and when ExaBGP read it. */
  readonly line: string
  readonly lineMs: number
  /** When the edge router received the last UPDATE that this takes. */
  readonly edgeMs: number
  /** When the first answer from the region that took over was complete. */
  readonly clientMs: number
  readonly lost: number
  readonly asked: number
}

/** What stands at the edge, and who answers, before anything happens. */
export type Calm = Pick<Transition, 'answeredBy' | 'paths'>

export type Report = { readonly before: Calm; readonly failover: Transition; readonly failback: Transition }

export type Pace = {
  /** Called before each step with what is about to happen. */
  readonly narrate?: (step: string) => void
  /** The answers in a row from one region after which things count as settled; default 10. */
  readonly steady?: number
}

/** Stops the primary's web server (HAProxy and ExaBGP stay up), waits for the failover, starts it again and waits for the fail-back. */
export const failAndRecover = async (world: World, { narrate = () => {}, steady = 10 }: Pace = {}): Promise<Report> => {
  const { primary, secondary } = world
  await untilAnsweredBy(world, primary.title, Date.now(), steady)
  const before = { answeredBy: primary.title, paths: await edgePaths(world) }
  narrate(`the web server of ${primary.title} stops; HAProxy and ExaBGP there stay up`)
  const failover = await transition(world, secondary, () => primary.web.stop(), expectedPaths(world.topology).during, steady)
  narrate(`the web server of ${primary.title} is started again`)
  const failback = await transition(world, primary, () => primary.web.start(), expectedPaths(world.topology).after, steady)
  return { before, failover, failback }
}

/** The as-paths that the edge has to see before, during and after the failure, sorted. */
export const expectedPaths = (topology: Topology): Readonly<Record<'before' | 'during' | 'after', readonly string[]>> => {
  const [primary, secondary] = topology.regions.map((region) => region.hubs.map(() => edgePath(topology, region).join(' ')))
  const all = [...(primary ?? []), ...(secondary ?? [])].sort()
  return { before: all, during: secondary ?? [], after: all }
}

const transition = async (
  world: World,
  takesOver: LivingRegion,
  change: () => Promise<void>,
  paths: readonly string[],
  steady: number,
): Promise<Transition> => {
  const { exabgp } = world.primary
  const alreadySent = exabgp.commands().length
  const start = Date.now()
  await change()
  const line = await until('a line to ExaBGP in the primary region', () =>
    exabgp
      .commands()
      .slice(alreadySent)
      .find(({ text }) => isRoute(text)),
  )
  await until(`${paths.length} paths at the edge`, async () => (await edgePaths(world)).length === paths.length)
  const first = await untilAnsweredBy(world, takesOver.title, start, steady)
  const asked = world.client.replies().filter(({ at }) => at >= start)
  return {
    answeredBy: asked.at(-1)?.answer ?? 'nobody',
    paths: await edgePaths(world),
    line: line.text,
    lineMs: line.at - start,
    edgeMs: lastUpdateAt(world) - start,
    clientMs: first.at + first.ms - start,
    lost: asked.filter(({ answer }) => answer === undefined).length,
    asked: asked.length,
  }
}

const isRoute = (command: string): boolean => /^(announce|withdraw) /.test(command)

/** Waits until the client has had `steady` answers in a row from this region to requests begun after `since`; returns the first answer from it. */
const untilAnsweredBy = async ({ client }: World, title: string, since: number, steady: number): Promise<Reply> =>
  until(`the client to be answered by ${title}`, () => {
    const replies = client.replies().filter(({ at }) => at >= since)
    const settled = replies.length >= steady && replies.slice(-steady).every(({ answer }) => answer === title)
    return settled ? replies.find(({ answer }) => answer === title) : undefined
  })

const edgePaths = async ({ edge, topology }: World): Promise<string[]> => asPaths((await edge.table()).get(`${topology.vip}/32`) ?? [])

const asPaths = (routes: readonly Route[]): string[] => routes.map(({ asPath }) => asPath.join(' ')).sort()

const lastUpdateAt = ({ edge, topology }: World): number =>
  edge.history().findLast((event) => event.kind !== 'session' && event.prefix === `${topology.vip}/32`)?.at ?? Number.NaN
