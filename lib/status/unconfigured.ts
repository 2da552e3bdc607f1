// What is said of a process that has no configuration yet which it could follow?
import { noReactions } from '../engine/reactions.ts'
import { emptyHistogram } from '../values/histogram.ts'
import { some } from '../values/some.ts'
import type { Facts } from './facts.ts'
import type { Snapshot } from './snapshot.ts'

/** `advice`: an imperative. `left`: what an earlier run announced and this ExaBGP may have still. Times are milliseconds since 1970. */
export type Unconfigured = {
  readonly process: Omit<Facts, 'offsetMs'> & { readonly configProblems: readonly string[] }
  readonly since: number
  readonly advice: string
  readonly left: readonly string[]
}

export const unconfiguredSnapshot = (unconfigured: Unconfigured, time: number): Snapshot => ({
  version: 1,
  time,
  process: unconfigured.process,
  exabgp: { dialect: 'unknown', answers: emptyHistogram([]), refusedRoutes: 0, commands: 0, refused: 0, unanswered: 0 },
  haproxy: { processes: 0, events: 0, looks: 0, lookFailures: 0 },
  neighbors: [],
  services: [],
  reactions: { worse: noReactions.worse, better: noReactions.better },
  listenerFailures: 0,
  alarms: [{ alarm: 'no-configuration', level: 'error', since: unconfigured.since, what: unconfiguredLine(unconfigured) }],
})

/** What is announced, why no more, and what ends that. */
export const unconfiguredLine = ({ process: { configProblems }, advice, left }: Unconfigured): string => {
  const [first = 'it cannot be read', ...more] = configProblems
  const effect =
    left.length === 0 ? 'nothing is announced' : `nothing new is announced, and ${some(left)} of an earlier run may stay announced`
  return `the configuration is broken, so ${effect}: ${advice}: ${first}${more.length === 0 ? '' : ` (and ${more.length} more)`}`
}
