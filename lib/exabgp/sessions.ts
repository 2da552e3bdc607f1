// What is known of ExaBGP's sessions, and how does it grow with every line?
import type { Session } from '../bgp/session.ts'
import type { SessionLine } from './session-lines.ts'

/** How long after its last line an answer is taken to be complete, where nothing marks its end. */
export const settleAfterMs = 100
/** The least time between two questions, however many neighbors come up. */
export const askEveryMs = 1000

export type Sessions = {
  /** By the address of the neighbor. */
  readonly known: ReadonlyMap<string, Known>
  /** As they were when an answer was complete; the same map as long as none was since. */
  readonly settled: ReadonlyMap<string, Session>
  /** The one that ExaBGP is about to describe, line by line. */
  readonly described: Session | undefined
  readonly settlesAt: number | undefined
  /** False once ExaBGP refused the question or left it unanswered: it is not asked again. */
  readonly answers: boolean
  readonly askedAt: number
  /** When to ask again. */
  readonly askAt: number
}

type Known = Session & { readonly heardAt: number }

export const nothingKnown: Sessions = {
  known: new Map(),
  settled: new Map(),
  described: undefined,
  settlesAt: undefined,
  answers: true,
  askedAt: Number.NEGATIVE_INFINITY,
  askAt: Number.POSITIVE_INFINITY,
}

/** The question has been sent. */
export const asked = (sessions: Sessions, at: number): Sessions => ({ ...sessions, askedAt: at, askAt: Number.POSITIVE_INFINITY })

/** Asks by this time, unless it will be asked before. */
export const askBy = (sessions: Sessions, at: number): Sessions => {
  const askAt = Math.max(at, sessions.askedAt + askEveryMs)
  return sessions.askAt <= askAt || !sessions.answers ? sessions : { ...sessions, askAt }
}

/** Takes in a line of the description of a session; it counts when the description is whole. */
export const describe = (sessions: Sessions, line: SessionLine, at: number): Sessions => {
  const { described } = sessions
  if (line.part === 'begin') return { ...sessions, described: blank(line.address) }
  if (described === undefined) return sessions
  switch (line.part) {
    case 'state':
      return { ...sessions, described: { ...described, state: line.state } }
    case 'as':
      return { ...sessions, described: { ...described, localAs: line.localAs, peerAs: line.peerAs } }
    case 'family':
      return { ...sessions, described: { ...described, families: new Map([...described.families, [line.family, line.taken]]) } }
    case 'end':
      return learn({ ...sessions, described: undefined }, [described], at)
  }
}

/** Takes in whole sessions. */
export const learn = (sessions: Sessions, heard: readonly Session[], at: number): Sessions => ({
  ...sessions,
  known: new Map([...sessions.known, ...heard.map((one) => [one.address, { ...one, heardAt: at }] as const)]),
  settlesAt: at + settleAfterMs,
})

/** The answer is complete. A session that was not in it is gone, where ExaBGP said that this was `all`; silence may be a pause. */
export const settle = (sessions: Sessions, all: boolean): Sessions => {
  const known = new Map([...sessions.known].filter(([, { heardAt }]) => !all || heardAt >= sessions.askedAt))
  return { ...sessions, known, settled: known, settlesAt: undefined }
}

/** What a session does by itself between two answers. */
export const turned = (sessions: Sessions, address: string, state: Session['state']): Sessions => {
  const session = sessions.known.get(address)
  if (session === undefined || session.state === state) return sessions
  const families = new Map([...session.families.keys()].map((family) => [family, undefined] as const))
  return { ...sessions, known: new Map([...sessions.known, [address, { ...session, state, families }]]) }
}

const blank = (address: string): Session => ({ address, state: 'down', localAs: undefined, peerAs: undefined, families: new Map() })

/** Such as `10.0.0.2 (AS 65515, up, ipv4 and ipv6)`, for each; families that the neighbor does not take are left out. */
export const summaries = ({ settled }: Sessions): readonly string[] => [...settled.values()].map(summary)

const summary = ({ address, peerAs, state, families }: Session): string => {
  const taken = [...families].filter(([, taken]) => taken !== false).map(([family]) => family)
  return `${address} (${[`AS ${peerAs ?? 'unknown'}`, state, taken.length === 0 ? 'no family of ours' : taken.join(' and ')].join(', ')})`
}
