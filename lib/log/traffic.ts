// How is it said that sessions do not agree with what is announced?
import type { TrafficSign } from '../engine/traffic.ts'

/** Without its subject, which is the service. */
export const trafficSentence = (sign: TrafficSign['kind'], sessions: number): string => {
  if (sign === 'no-sessions')
    return 'announced, and HAProxy has had no session for 5 min, though there were some before: do routers still choose this node?'
  return `withdrawn, and still ${sessions} new session${sessions === 1 ? '' : 's'} in a minute: does a router not know it yet?`
}
