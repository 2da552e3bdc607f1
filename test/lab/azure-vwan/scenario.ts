// What happens when the primary region loses half of its web servers, then all of them, and when they come back?
import type { Route } from '../../e2e/kit/route-table.ts'
import { until } from '../../e2e/kit/wait.ts'
import type { WebServer } from '../../e2e/kit/web-server.ts'
import { type Transition, transition, untilAnsweredBy } from '../kit/transition.ts'
import type { LivingRegion, World } from './world.ts'

/** What stands at the edge, and who answers, when everything has settled. */
export type Calm = {
  readonly answeredBy: string
  /** The as-paths at the edge, sorted. */
  readonly paths: readonly string[]
}

/** What one change of the primary's web servers led to. */
export type Incident = Calm &
  Transition & {
    /** When the edge router received the last UPDATE that this takes, in milliseconds after the change. */
    readonly edgeMs: number
  }

export type Report = {
  readonly before: Calm
  readonly half: Incident
  readonly whole: Incident
  readonly failure: Incident
  readonly recovery: Incident
}

const short = '65515 65010'
const long = '65515 65010 65010 65010'
const longest = '65515 65010 65010 65010 65010 65010'

/** The as-paths that the edge has to see, sorted: those of the secondary region beside those of the primary with all, half and none of its servers. */
export const expectedPaths = {
  all: [short, short, long, long],
  half: [long, long, longest, longest],
  none: [long, long],
} as const

/** Stops web servers of the primary (HAProxy and ExaBGP stay up) and starts them again, half of them first, then all. */
export const failAndRecover = async (world: World, step: (what: string) => void, steady: number): Promise<Report> => {
  const { primary, secondary } = world
  const { title } = primary.region
  const firstHalf = primary.webs.slice(0, primary.webs.length / 2)
  await untilAnsweredBy(world.client, title, { steady })
  const before = { answeredBy: title, paths: await edgePaths(world) }
  step(`half of the web servers of ${title} stop`)
  const half = await incident(world, secondary, () => each(firstHalf, 'stop'), expectedPaths.half, steady)
  step(`these web servers of ${title} are started again`)
  const whole = await incident(world, primary, () => each(firstHalf, 'start'), expectedPaths.all, steady)
  step(`all web servers of ${title} stop; HAProxy and ExaBGP there stay up`)
  const failure = await incident(world, secondary, () => each(primary.webs, 'stop'), expectedPaths.none, steady)
  step(`the web servers of ${title} are started again`)
  const recovery = await incident(world, primary, () => each(primary.webs, 'start'), expectedPaths.all, steady)
  return { before, half, whole, failure, recovery }
}

const each = async (webs: readonly WebServer[], what: 'start' | 'stop'): Promise<void> => {
  await Promise.all(webs.map((web) => web[what]()))
}

const incident = async (
  world: World,
  takesOver: LivingRegion,
  change: () => Promise<void>,
  paths: readonly string[],
  steady: number,
): Promise<Incident> => {
  const start = Date.now()
  const settled = (): Promise<true> =>
    until(`${paths.join(', ')} at the edge`, async () => (await edgePaths(world)).join() === paths.join())
  const answeredBy = takesOver.region.title
  const happened = await transition({ client: world.client, appliance: world.primary.box, change, settled, answeredBy, steady })
  return { ...happened, paths: await edgePaths(world), edgeMs: lastUpdateAt(world) - start }
}

const edgePaths = async ({ edge, topology }: World): Promise<string[]> => asPaths((await edge.table()).get(`${topology.vip}/32`) ?? [])

const asPaths = (routes: readonly Route[]): string[] => routes.map(({ asPath }) => asPath.join(' ')).sort()

const lastUpdateAt = ({ edge, topology }: World): number =>
  edge.history().findLast((event) => event.kind !== 'session' && event.prefix === `${topology.vip}/32`)?.at ?? Number.NaN
