// What happens when servers fail, someone makes a mistake, a route server dies and an appliance moves?
import { cliLineIn } from '../../e2e/kit/cli-log.ts'
import { until } from '../../e2e/kit/wait.ts'
import { copied } from '../kit/copied.ts'
import { type Transition, transition, untilAnsweredBy } from '../kit/transition.ts'
import { place } from './networks.ts'
import { type Appliances, topology } from './topology.ts'
import { hasSession, type LivingServer, type World } from './world.ts'

/** What one change led to; `route` is the fabric's best one in the end. */
export type Incident = Transition & { readonly route: string }

/** How many UPDATEs with the foreign prefix have come to each of the nearest route servers, and who of them took it. */
export type Foreign = { readonly arrived: number; readonly taken: number }

export type Report = {
  readonly before: { readonly answeredBy: string; readonly route: string; readonly withoutPassword: string }
  readonly half: Incident
  readonly whole: Incident
  readonly failure: Incident
  readonly recovery: Incident
  readonly mistake: { readonly said: string; readonly guarded: Foreign; readonly unguarded: Foreign }
  /** How many of the two appliances the other server has got, and when it had the last. */
  readonly death: Incident & { readonly sessions: number; readonly sessionMs: number }
  readonly move: Incident & { readonly configuration: string }
}

/** The best route of the fabric when this appliance serves the VIP: standing where it began, or for the preferred one in its new place. */
export const routeTo = {
  preferred: '10.1.0.7, local-preference 200',
  standby: '10.2.0.8, local-preference 100',
  moved: '10.2.0.9, local-preference 200',
}

/** A prefix that is not of the range of appliances. */
export const foreignPrefix = '198.51.100.10/32'

/** Lets every incident happen, one after the other; each begins when the one before has settled. */
export const goThroughIncidents = async (world: World, step: (what: string) => void, steady: number): Promise<Report> => {
  const { preferred } = world
  const [first] = preferred.webs
  await untilAnsweredBy(world.client, 'preferred', { steady })
  const before = { answeredBy: 'preferred', route: await fabricRoute(world), withoutPassword: await knock(world) }
  step('one of the two web servers of the preferred appliance stops')
  const half = await incident(world, 'standby', routeTo.standby, steady, async () => first?.stop())
  step('it is started again')
  const whole = await incident(world, 'preferred', routeTo.preferred, steady, async () => first?.start())
  step('both stop')
  const failure = await incident(world, 'standby', routeTo.standby, steady, () => Promise.all(preferred.webs.map((web) => web.stop())))
  step('both are started again')
  const recovery = await incident(world, 'preferred', routeTo.preferred, steady, () =>
    Promise.all(preferred.webs.map((web) => web.start())),
  )
  const mistake = await makeMistake(world, step)
  step('the nearest route server of 10.255.0.1 dies')
  const death = await die(world, steady)
  step('the preferred appliance is moved to the other rack')
  const move = await moveAway(world, steady)
  return { before, half, whole, failure, recovery, mistake, death, move }
}

const incident = async (
  world: World,
  answeredBy: Appliances,
  route: string,
  steady: number,
  change: () => Promise<unknown>,
): Promise<Incident> => {
  const settled = (): Promise<true> => until(`the fabric's route to lead to ${route}`, async () => (await fabricRoute(world)) === route)
  const happened = await transition({
    ...{ client: world.client, appliance: world.preferred.box, answeredBy, steady, settled },
    change: async () => void (await change()),
  })
  return { ...happened, route: await fabricRoute(world) }
}

const vip = `${topology.vip}/32`

const fabricRoute = async ({ fabric }: World): Promise<string> => {
  const best = (await fabric.table()).get(vip)?.find((route) => route.best)
  return best === undefined ? 'none' : `${best.nextHop}, local-preference ${best.localPreference}`
}

/** A connection to a route server from the right place, without the password. */
const knock = async ({ networks }: World): Promise<string> => {
  const connect = `exec 3<>/dev/tcp/${topology.routeServers[0].anycast}/179`
  return networks.appliances.preferred.exec('timeout', '1', 'bash', '-c', connect).then(
    () => 'accepted',
    () => 'no answer',
  )
}

/** A foreign VIP gets into the file of the standby appliance: first as it is, then also without `permit`; then it is as it was. */
const makeMistake = async ({ standby: { box }, routeServers }: World, step: (what: string) => void): Promise<Report['mistake']> => {
  const right = copied('route-server/standby/exabgp-haproxy.yaml')
  const wrong = right.replace(`[${vip}]`, `[${vip}, ${foreignPrefix}]`)
  const nearest = routeServers.filter(({ server }) => server.cost === 10)
  const restart = (own: string): void => {
    box.configure(own)
    process.kill(box.exabgp.helperPid(box.configPath) ?? Number.NaN, 'SIGTERM')
  }
  const begin = box.exabgp.program.log.lines().length
  step(`${foreignPrefix} gets into the file of the standby appliance, and its process is started again`)
  restart(wrong)
  const complaint = await box.exabgp.program.log.waitFor((line) => cliLineIn(line).some(isComplaint), { from: begin })
  const guarded = await foreign(nearest)
  step('somebody takes out "permit" as well')
  box.configure(wrong.replace(/ +permit:.*\n/, ''))
  await until('the prefix to arrive at the route servers', () => nearest.every((it) => arrivals(it) > 0))
  await box.exabgp.program.log.waitFor((line) =>
    cliLineIn(line).some(({ message }) => message.includes('done after') && message.includes(foreignPrefix)),
  )
  const unguarded = await foreign(nearest)
  step('the file is as it was')
  restart(right)
  for (const { frr } of nearest) await frr.waitForTable('both appliances', (table) => table.get(vip)?.length === 2)
  return { said: cliLineIn(complaint)[0]?.message.replace(/^.*, got /, '') ?? '', guarded, unguarded }
}

const isComplaint = ({ level, message }: { readonly level: string; readonly message: string }): boolean =>
  level === 'error' && message.includes(foreignPrefix)

const arrivals = ({ frr }: LivingServer): number =>
  frr.history().filter((event) => event.kind === 'announce' && event.prefix === foreignPrefix).length

const foreign = async (servers: readonly LivingServer[]): Promise<Foreign> => {
  const tables = await Promise.all(servers.map(({ frr }) => frr.table()))
  return { arrived: servers.filter((it) => arrivals(it) > 0).length, taken: tables.filter((table) => table.has(foreignPrefix)).length }
}

/** The wire of the nearest server goes dead: nobody is told by BGP. The next packet to the anycast address finds the other server, which knows nothing of the connection. */
const die = async (world: World, steady: number): Promise<Report['death']> => {
  const [nearest, other] = world.routeServers
  if (nearest === undefined || other === undefined) throw new Error('the design has more than one route server')
  const start = Date.now()
  const addresses = Object.values(topology.appliances).map(({ address }) => address)
  const present = (): string[] => addresses.filter((it) => hasSession(other.frr, it))
  const happened = await incident(world, 'preferred', routeTo.preferred, steady, async () => {
    await nearest.host.ip('link set eth0 down')
    await until('the other server to have both appliances', () => present().length === addresses.length, { within: 30_000 })
    await until('the fabric to give up the dead server', () => !hasSession(world.fabric, nearest.server.address))
  })
  const established = other.frr.history().findLast((event) => event.kind === 'session' && addresses.some((it) => it === event.from))
  return { ...happened, sessions: present().length, sessionMs: (established?.at ?? Number.NaN) - start }
}

/** ExaBGP is stopped, the wire is plugged into another rack, where the appliance gets another address, and boots. */
const moveAway = async (world: World, steady: number): Promise<Report['move']> => {
  const { box } = world.preferred
  const [from, to] = [topology.appliances.preferred.address, topology.newPlace.address]
  const before = await box.exabgpConf()
  const happened = await incident(world, 'preferred', routeTo.moved, steady, async () => {
    await box.exabgp.stop()
    await untilAnsweredBy(world.client, 'standby', { since: Date.now(), steady })
    await place(box.host, world.networks.fabric, topology.newPlace)
    await box.startExabgp()
  })
  const same = (await box.exabgpConf()) === before.replaceAll(from, to)
  return { ...happened, configuration: same ? `as before, with ${to} for ${from}` : 'not as before' }
}
