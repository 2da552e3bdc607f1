// What do the sessions of HAProxy tell of the routes of a service?
import type { ServiceState } from '../engine/service-state.ts'
import { trafficSentence } from '../log/traffic.ts'
import type { Wall } from './facts.ts'
import type { trafficSigns } from './words.ts'

export type TrafficSnapshot = {
  readonly sign: (typeof trafficSigns)[number]
  readonly since: number
  /** New ones in the last minute. */
  readonly sessions: number
  /** The same as a sentence without its subject. */
  readonly text: string
}

export const trafficIn = ({ traffic: { sign } }: ServiceState, wall: Wall): TrafficSnapshot | undefined => {
  if (sign === undefined) return undefined
  const sessions = sign.kind === 'no-sessions' ? 0 : sign.sessions
  return { sign: sign.kind, since: wall(sign.since), sessions, text: trafficSentence(sign.kind, sessions) }
}
