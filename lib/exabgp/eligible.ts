// Which neighbors may hear of a route?
import type { Family } from '../bgp/address.ts'
import type { Audience, Route } from '../bgp/route.ts'
import { refuses, type Session } from '../bgp/session.ts'
import { remembering } from '../values/remembering.ts'
import type { AwaitedCommand } from './command.ts'
import type { Conversation } from './conversation.ts'
import { type Announced, type DesiredRib, isRoute } from './rib.ts'

type Knowledge = Pick<Conversation, 'sessions' | 'settings'>

/** The route as it may be said: to those of its neighbors whose sessions can carry it, or undefined where there are none. */
export const fitting = <It extends Route>(route: It, { sessions, settings }: Knowledge): It | undefined => {
  const addressees = route.to ?? (settings.neighbors.length > 0 ? settings.neighbors : undefined)
  const concerned = [...sessions.known.values()].filter(({ address }) => addressees?.includes(address) ?? true)
  const unfit = new Set(concerned.filter((session) => refuses(session, route)).map(({ address }) => address))
  if (unfit.size === 0) return route
  const offered = new Set(concerned.filter(({ families }) => families.has(route.nlri.prefix.family)).map(({ address }) => address))
  const to: Audience = (route.to ?? [...offered]).filter((address) => !unfit.has(address))
  return to.length === 0 ? undefined : { ...route, to }
}

/** Whether a neighbor hears of the route, as far as anybody knows. Where no session is up nobody knows what the neighbors take. */
export const isBorne = (route: Route, { sessions, settings }: Knowledge): boolean => {
  const fit = fitting(route, { sessions, settings })
  const to = fit?.to ?? settings.neighbors
  const concerned = [...sessions.known.values()].filter(({ address }) => to.length === 0 || to.includes(address))
  const { family } = route.nlri.prefix
  return fit !== undefined && (!concerned.some(({ state }) => state === 'up') || concerned.some(({ families }) => takes(families, family)))
}

const takes = (families: Session['families'], family: Family): boolean => families.has(family) && families.get(family) !== false

/** What may be announced at all of what is desired. */
export const announceable = (desired: DesiredRib, { sessions, settings }: Knowledge): DesiredRib => fittingOf(desired, sessions, settings)

const fittingOf = remembering((desired: DesiredRib, sessions: Knowledge['sessions'], settings: Knowledge['settings']): DesiredRib => {
  const known = [...sessions.known.values()]
  const fits = (entry: Announced): boolean =>
    !isRoute(entry) || !known.some((session) => refuses(session, entry)) || fitting(entry, { sessions, settings }) !== undefined
  return [...desired.values()].every(fits) ? desired : new Map([...desired].filter(([, entry]) => fits(entry)))
})

/** The command to those alone whose sessions can carry it. What shares a command has the same family, next hop and neighbors. */
export const suited = (command: AwaitedCommand, conversation: Knowledge): AwaitedCommand => {
  if (command.kind !== 'announce') return command
  const [first, ...others] = command.routes
  const to = fitting(first, conversation)?.to
  return to === undefined || to === first.to
    ? command
    : { ...command, routes: [{ ...first, to }, ...others.map((route) => ({ ...route, to }))] }
}
