// What becomes of a foreign VIP in the file of an appliance?
import { cliLineIn } from '../../e2e/kit/cli-log.ts'
import { until } from '../../e2e/kit/wait.ts'
import { copied } from '../kit/copied.ts'
import { isNearest, topology } from './topology.ts'
import { type LivingServer, serversHaveBoth, type World } from './world.ts'

/** Announcements that came to the nearest route servers, and those that they took; each prefix and server counts once. */
type Count = { readonly arrived: number; readonly taken: number }

export type Mistake = {
  /** What our process said of each foreign VIP. */
  readonly said: readonly string[]
  /** Before and after somebody took out `permit`. */
  readonly guarded: Count
  readonly unguarded: Count
}

/** One is not of the range of appliances, the other too long. */
const foreign = ['198.51.100.10/32', '2001:db8:113:20::1/128'] as const

/** Puts foreign VIPs into the file of the standby appliance, then takes out `permit` as well, then puts the file right. */
export const makeMistake = async (world: World, step: (what: string) => void): Promise<Mistake> => {
  const { box } = world.standby
  const nearest = world.routeServers.filter(({ server }) => isNearest(server))
  const right = copied('route-server/standby/exabgp-haproxy.yaml')
  const wrong = right.replace('vips: [', `vips: [${foreign.map((prefix) => `"${prefix}", `).join('')}`)
  const restart = (own: string): void => {
    box.configure(own)
    process.kill(box.exabgp.helperPid(box.configPath) ?? Number.NaN, 'SIGTERM')
  }
  const said = (): string[] => box.exabgp.program.log.lines().flatMap(cliLineIn).flatMap(refusalIn)

  step('foreign VIPs get into the file of the standby appliance, and its process is started again')
  restart(wrong)
  await until('our process to complain', () => said().length === foreign.length)
  const guarded = await count(nearest)
  step('somebody takes out "permit" as well')
  box.configure(wrong.replace(/ +permit:.*\n/, ''))
  await serversHaveBoth(world)
  await until('the foreign prefixes to arrive', async () => (await count(nearest)).arrived === nearest.length * foreign.length)
  const unguarded = await count(nearest)
  step('the file is as it was')
  const alreadySent = box.sent().length
  restart(right)
  await until('our process to announce again', () => announced(box.sent(alreadySent)) >= topology.vips.length)
  await serversHaveBoth(world)
  return { said: said(), guarded, unguarded }
}

const announced = (lines: readonly { readonly text: string }[]): number => lines.filter(({ text }) => text.startsWith('announce ')).length

const refusalIn = ({ level, message }: { readonly level: string; readonly message: string }): string[] => {
  const [, what] = /vips\[\d+\]: .*, got (.*)$/.exec(message) ?? []
  return level === 'error' && what !== undefined ? [what] : []
}

const count = async (servers: readonly LivingServer[]): Promise<Count> => {
  const tables = await Promise.all(servers.flatMap(({ frr }) => [frr.table('ipv4'), frr.table('ipv6')]))
  const arrived = servers.flatMap(({ frr }) => foreign.filter((prefix) => frr.history().some((event) => isAnnounced(event, prefix))))
  const taken = tables.flatMap((table) => foreign.filter((prefix) => table.has(prefix)))
  return { arrived: arrived.length, taken: taken.length }
}

const isAnnounced = (event: ReturnType<LivingServer['frr']['history']>[number], prefix: string): boolean =>
  event.kind === 'announce' && event.prefix === prefix
