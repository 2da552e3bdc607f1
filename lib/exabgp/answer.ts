// What did ExaBGP just say?
import type { Session } from '../bgp/session.ts'
import { isFields } from '../values/fields.ts'
import { parseJson } from '../values/json.ts'
import { readSessionLine, readSessionList, type SessionLine } from './session-lines.ts'
import { canonical } from './spelling.ts'

/** One line of ExaBGP's: an answer to a command, part of an answer, or news of its own. */
export type Heard =
  | { readonly kind: 'done' }
  | { readonly kind: 'error' }
  /** Text that goes before an `error` (6.0). */
  | { readonly kind: 'complaint'; readonly text: string }
  | { readonly kind: 'version'; readonly version: string; readonly structured: boolean }
  /** A line of the adj-RIB-out of one neighbor. */
  | { readonly kind: 'routes'; readonly neighbor: string; readonly routes: readonly ListedRoute[]; readonly spelled?: Spelled }
  /** All sessions at once (6.0). */
  | { readonly kind: 'sessions'; readonly sessions: readonly Session[]; readonly spelled?: Spelled }
  /** A line of the description of one session (4.2 and 5.0). */
  | { readonly kind: 'session'; readonly line: SessionLine; readonly spelled?: Spelled }
  | { readonly kind: 'neighbor'; readonly address: string; readonly state: 'up' | 'down'; readonly spelled?: Spelled }
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'other' }

/** IPv6 addresses of neighbors in the letters that ExaBGP has; everywhere else they are canonical. */
export type Spelled = readonly string[]

const spelled = (...written: readonly string[]): { readonly spelled?: Spelled } => {
  const found = written.filter((one) => one.includes(':'))
  return found.length === 0 ? {} : { spelled: found }
}

/** 6.0 does not say path identifiers, and nobody says 0. */
export type ListedRoute = { readonly prefix: string; readonly pathInformation?: number }

export const read = (line: string): Heard => {
  const text = line.trim()
  if (text.startsWith('{')) return readStructured(text)
  if (text.startsWith('[')) return readList(text)
  if (text === 'done') return { kind: 'done' }
  if (text === 'error') return { kind: 'error' }
  if (text.startsWith('error: ')) return { kind: 'complaint', text: text.slice('error: '.length) }
  if (/^shutdown \d+ \d+$/.test(text)) return { kind: 'shutdown' }
  const [, version] = /^exabgp (\d\S*)$/.exec(text) ?? []
  if (version !== undefined) return { kind: 'version', version, structured: false }
  return readNeighborLine(text)
}

const readNeighborLine = (text: string): Heard => {
  const [, address, state] = /^neighbor (\S+) (up|down)(?: - .*)?$/.exec(text) ?? []
  if (address !== undefined && isState(state)) return { kind: 'neighbor', address: canonical(address), state, ...spelled(address) }
  return readListing(text)
}

// 4.2: `neighbor 10.0.0.3 ipv4 unicast 192.0.2.1/32 path-information 0.0.0.5 next-hop self`; 5.0 leaves out the first word.
const readListing = (text: string): Heard => {
  const [, neighbor, prefix, identifier] =
    /^(?:neighbor )?([\da-fA-F.:]+) (?:.* )?ipv[46] unicast (\S+\/\d{1,3})(?: path-information (\S+))?(?: |$)/.exec(text) ?? []
  if (neighbor === undefined || prefix === undefined) return readDescription(text)
  const pathInformation = readIdentifier(identifier)
  const routes = [{ prefix, ...(pathInformation === undefined ? {} : { pathInformation }) }]
  return { kind: 'routes', neighbor: canonical(neighbor), routes, ...spelled(neighbor) }
}

const readDescription = (text: string): Heard => {
  const line = readSessionLine(text)
  if (line === undefined) return { kind: 'other' }
  if (line.part !== 'begin') return { kind: 'session', line }
  return { kind: 'session', line: { ...line, address: canonical(line.address) }, ...spelled(line.address) }
}

// ExaBGP shows a path identifier as four dotted numbers.
const readIdentifier = (text: string | undefined): number | undefined => {
  const octets = text?.split('.').map(Number)
  if (octets === undefined || octets.some(Number.isNaN)) return undefined
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

const readList = (text: string): Heard => {
  const sessions = readSessionList(parseJson(text))
  if (sessions === undefined) return { kind: 'other' }
  const named = sessions.map((session) => ({ ...session, address: canonical(session.address) }))
  return { kind: 'sessions', sessions: named, ...spelled(...sessions.map(({ address }) => address)) }
}

const readStructured = (text: string): Heard => {
  const value = parseJson(text)
  if (!isFields(value)) return { kind: 'other' }
  if (typeof value.version === 'string' && value.application === 'exabgp')
    return { kind: 'version', version: value.version, structured: true }
  if (value.answer === 'done') return { kind: 'done' }
  if (value.answer === 'error') return { kind: 'error' }
  if (value.type === 'notification' && value.notification === 'shutdown') return { kind: 'shutdown' }
  if (value.type === 'state' && isFields(value.neighbor)) return readState(value.neighbor)
  return readStructuredListing(value)
}

// 6.0: `{"10.0.0.3": {"routes": [{"family": "ipv4 unicast", "prefix": "192.0.2.1/32"}]}}`
const readStructuredListing = (value: Record<string, unknown>): Heard => {
  const [entry] = Object.entries(value)
  if (entry === undefined || !isFields(entry[1]) || !Array.isArray(entry[1].routes)) return { kind: 'other' }
  const routes: readonly unknown[] = entry[1].routes
  return {
    kind: 'routes',
    neighbor: canonical(entry[0]),
    ...spelled(entry[0]),
    routes: routes.flatMap((route) => (isFields(route) && typeof route.prefix === 'string' ? [{ prefix: route.prefix }] : [])),
  }
}

const readState = ({ address, state }: Record<string, unknown>): Heard =>
  isFields(address) && typeof address.peer === 'string' && isState(state)
    ? { kind: 'neighbor', address: canonical(address.peer), state, ...spelled(address.peer) }
    : { kind: 'other' }

// `connected` is only the TCP connection.
const isState = (state: unknown): state is 'up' | 'down' => state === 'up' || state === 'down'
