// What is known of ExaBGP's sessions, and how does it grow with every line?
import type { Session } from '../bgp/session.ts'
import { againAfterMs } from './again.ts'
import { isRange, type SessionLine } from './session-lines.ts'

/** How long after its last line an answer is taken to be complete, where nothing marks its end. */
export const settleAfterMs = 100
/** The least time between two questions about all of them, however many neighbors come up. */
const askEveryMs = 1000
/** Of more sessions than these only those that are in question are asked for, one by one: each takes ExaBGP 7 ms, in which it carries out nothing. */
export const fewSessions = 10

export type Sessions = {
  readonly known: ReadonlyMap<SessionKey, Known>
  /** As they were when an answer was complete; the same map as long as every answer says the same. */
  readonly settled: ReadonlyMap<SessionKey, Session>
  /** Whether ExaBGP has described a range of neighbors, of which each has a session only while it is connected. */
  readonly ranged: boolean
  /** The one that ExaBGP is about to describe, line by line. */
  readonly described: Session | undefined
  readonly settlesAt: number | undefined
  /** How often in a row ExaBGP refused the question, or left it unanswered. */
  readonly failures: number
  readonly askedAt: number
  /** When to ask again, and about which neighbors. */
  readonly ask: { readonly at: number; readonly about: About }
}

/** Addresses of neighbors. */
type About = 'all' | readonly string[]

/** Equal for the same neighbor and the same address of ours. */
type SessionKey = string

const keyOf = ({ address, localAddress }: Session): SessionKey => (localAddress === undefined ? address : `${address} ${localAddress}`)

type Known = Session & { readonly heardAt: number }

const nothingToAsk = { at: Number.POSITIVE_INFINITY, about: [] } as const

export const nothingKnown: Sessions = {
  known: new Map(),
  settled: new Map(),
  ranged: false,
  described: undefined,
  settlesAt: undefined,
  failures: 0,
  askedAt: Number.NEGATIVE_INFINITY,
  ask: nothingToAsk,
}

/** The one neighbor to be asked about next; undefined: all of them. */
export const nextAbout = ({ ask: { about } }: Sessions): string | undefined => (about === 'all' ? undefined : about[0])

/** The question has been sent; about one neighbor, or about all. */
export const asked = (sessions: Sessions, of: string | undefined, at: number): Sessions => {
  const about = of === undefined || sessions.ask.about === 'all' ? [] : sessions.ask.about.filter((address) => address !== of)
  return { ...sessions, askedAt: at, ask: about.length === 0 ? nothingToAsk : { at, about } }
}

/** Asks by this time, unless it will be asked before: about all, or of many only about those that matter. */
export const askBy = (sessions: Sessions, at: number, about: About = 'all'): Sessions => {
  if (sessions.failures > 1) return sessions
  const { ask, known } = sessions
  const isWhole = about === 'all' || ask.about === 'all' || known.size <= fewSessions
  const askAt = Math.min(ask.at, isWhole ? Math.max(at, sessions.askedAt + askEveryMs) : at)
  return { ...sessions, ask: { at: askAt, about: isWhole ? 'all' : [...new Set([...ask.about, ...about])] } }
}

/** The question has failed. Once it may be a chance; who fails again is asked by that time only, whoever comes up. */
export const unanswered = (sessions: Sessions, refreshMs: number, at: number): Sessions => {
  const failures = sessions.failures + 1
  return { ...sessions, failures, ask: { at: at + againAfterMs(failures, refreshMs, at - sessions.askedAt), about: 'all' } }
}

/** Asks about every session that is known, of many one by one. */
export const askAround = (sessions: Sessions, at: number): Sessions =>
  askBy(
    sessions,
    at,
    [...sessions.known.values()].map(({ address }) => address),
  )

/** Takes in a line of the description of a session; it counts when the description is whole. */
export const describe = (sessions: Sessions, line: SessionLine, at: number): Sessions => {
  const { described } = sessions
  if (line.part === 'range') return { ...sessions, ranged: true, described: undefined }
  if (line.part === 'begin') return { ...sessions, described: blank(line.address) }
  if (described === undefined) return sessions
  switch (line.part) {
    case 'local':
      return { ...sessions, described: { ...described, localAddress: line.address } }
    case 'state':
      return { ...sessions, described: { ...described, state: line.state } }
    case 'as':
      return { ...sessions, described: { ...described, localAs: line.localAs, peerAs: line.peerAs } }
    case 'family':
      return { ...sessions, described: { ...described, families: new Map([...described.families, [line.family, line.taken]]) } }
    case 'add-path':
      return { ...sessions, described: { ...described, addPath: line.possible } }
    case 'end':
      return learn({ ...sessions, described: undefined }, [described], at)
  }
}

/** Takes in whole sessions. */
export const learn = (sessions: Sessions, heard: readonly Session[], at: number): Sessions => ({
  ...sessions,
  ranged: sessions.ranged || heard.some(({ address }) => isRange(address)),
  known: new Map([...sessions.known, ...heard.map((one) => [keyOf(one), { ...one, heardAt: at }] as const)]),
  settlesAt: at + settleAfterMs,
})

/** Of whom an answer that is complete told: of all, of one neighbor, or of those before ExaBGP fell silent, which may be a pause. */
export type Scope = 'all' | 'some' | { readonly only: string }

/** The answer is complete. A session that was not in it is gone, where it would have been in it. */
export const settle = (sessions: Sessions, scope: Scope): Sessions => {
  const isIn = (address: string): boolean => scope === 'all' || (scope !== 'some' && scope.only === address)
  const known = new Map([...sessions.known].filter(([, { address, heardAt }]) => heardAt >= sessions.askedAt || !isIn(address)))
  return { ...sessions, known, settled: isAlike(known, sessions.settled) ? sessions.settled : known, settlesAt: undefined }
}

// What is heard once a minute, and almost always the same, leads to nothing.
const isAlike = (known: Sessions['known'], settled: Sessions['settled']): boolean =>
  known.size === settled.size && [...known].every(([key, session]) => isSame(session, settled.get(key)))

const isSame = (now: Session, before: Session | undefined): boolean =>
  before !== undefined &&
  now.state === before.state &&
  now.localAs === before.localAs &&
  now.peerAs === before.peerAs &&
  now.addPath === before.addPath &&
  now.families.size === before.families.size &&
  [...now.families].every(([family, taken]) => before.families.has(family) && before.families.get(family) === taken)

export const sessionsWith = ({ known }: Sessions, neighbor: string): readonly Session[] =>
  [...known.values()].filter(({ address }) => address === neighbor)

/** Whether ExaBGP has told its sessions and has none with this neighbor, nor a range that it may be in. */
export const lacks = ({ settled, ranged }: Sessions, neighbor: string): boolean =>
  settled.size > 0 && !ranged && ![...settled.values()].some(({ address }) => address === neighbor)

/** By the address of each neighbor whether any of its sessions is up. */
export const states = ({ known }: Sessions): ReadonlyMap<string, Session['state']> => {
  const found = new Map<string, Session['state']>()
  for (const { address, state } of known.values()) if (found.get(address) !== 'up') found.set(address, state)
  return found
}

/** What the session of a neighbor with only one does by itself between two answers; of several nobody knows which it was. */
export const turned = (sessions: Sessions, address: string, state: Session['state']): Sessions => {
  const [session, ...others] = sessionsWith(sessions, address)
  if (session === undefined || others.length > 0 || session.state === state) return sessions
  const families = new Map([...session.families.keys()].map((family) => [family, undefined] as const))
  const heardAt = sessions.known.get(keyOf(session))?.heardAt ?? sessions.askedAt
  return { ...sessions, known: new Map([...sessions.known, [keyOf(session), { ...session, state, families, heardAt }]]) }
}

const blank = (address: string): Session => ({ address, state: 'down', localAs: undefined, peerAs: undefined, families: new Map() })

/** Such as `10.0.0.2 (AS 65515, up, ipv4 and ipv6)`, for each; families that the neighbor does not take are left out. */
export const summaries = ({ settled }: Sessions): readonly string[] => {
  const all = [...settled.values()]
  return all.map((one) => summary(one, all.filter(({ address }) => address === one.address).length > 1))
}

const summary = ({ address, localAddress, peerAs, state, families }: Session, isOneOfSeveral: boolean): string => {
  const taken = [...families].filter(([, taken]) => taken !== false).map(([family]) => family)
  const name = isOneOfSeveral && localAddress !== undefined ? `${address} from ${localAddress}` : address
  return `${name} (${[`AS ${peerAs ?? 'unknown'}`, state, taken.length === 0 ? 'no family of ours' : taken.join(' and ')].join(', ')})`
}
