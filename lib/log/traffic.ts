// How is it said that sessions do not agree with what is announced?
import type { TrafficSign } from '../engine/traffic.ts'
import { count } from '../values/count.ts'

/** Without its subject, which is the service. */
export const trafficSentence = (sign: TrafficSign['kind'], sessions: number): string => {
  if (sign === 'no-sessions')
    return 'announced, but HAProxy has had no session for 5 min, and had some before: do routers still choose this node?'
  return `withdrawn, but ${count(sessions, 'new session')} came within a minute: does a router still have the route?`
}
