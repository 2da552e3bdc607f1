// What have the routers heard from the server?
import type { BgpEvent } from '../../e2e/kit/mrt-file.ts'
import type { LivingTor } from './world.ts'

/** A route that was announced or withdrawn. */
type Heard = Exclude<BgpEvent, { readonly kind: 'session' }>

/** All that a router has heard from the server over either family, before any filter. */
export const heardBy = (it: LivingTor): Heard[] => fromServer(it).flatMap((event) => (event.kind === 'session' ? [] : [event]))

/** How many sessions a router has had with the server. */
export const sessionsOf = (it: LivingTor): number =>
  fromServer(it).filter((event) => event.kind === 'session' && event.state === 'established').length

/** The next hops that a router was told, sorted. */
export const nextHopsAt = (it: LivingTor): string[] =>
  unique(heardBy(it).flatMap((event) => (event.kind === 'announce' ? [event.attributes.nextHop] : [])))

/** Every prefix that a router has ever heard of from the server, sorted. */
export const prefixesAt = (it: LivingTor): string[] => unique(heardBy(it).map(({ prefix }) => prefix))

const fromServer = ({ tor, frr }: LivingTor): BgpEvent[] => {
  const addresses: readonly string[] = Object.values(tor.server.far)
  return frr.history().filter(({ from }) => addresses.includes(from))
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort()
