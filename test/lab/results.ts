// Is what was seen what the design promises?
import type { Topology } from './azure-vwan.ts'
import { expectedPaths, type Report, type Transition } from './scenario.ts'

/** One promise, and what came of it. `expected` is empty where a figure is only reported. */
export type Result = {
  readonly phase: string
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly holds: boolean
}

/** The withdrawal has to be written this soon after the failure, in milliseconds. */
const withdrawWithinMs = 1500

/** Every promise of the design about a failure and a recovery of the primary region. */
export const results = (topology: Topology, { before, failover, failback }: Report): Result[] => {
  const [primary, secondary] = topology.regions
  const expected = expectedPaths(topology)
  return [
    ...calm('before', primary.title, expected.before, before),
    ...calm('failure', secondary.title, expected.during, failover),
    exact('failure', 'sent to ExaBGP', `withdraw route ${topology.vip}/32`, withoutNextHop(failover.line)),
    atMost('failure', 'sent after', withdrawWithinMs, failover.lineMs),
    ...figures('failure', failover),
    reported('failure', 'requests lost', `${failover.lost} of ${failover.asked}`),
    ...calm('recovery', primary.title, expected.after, failback),
    exact('recovery', 'sent to ExaBGP', `announce route ${topology.vip}/32`, withoutNextHop(failback.line)),
    reported('recovery', 'sent after', seconds(failback.lineMs)),
    ...figures('recovery', failback),
    exact('recovery', 'requests lost', '0', String(failback.lost)),
  ]
}

const calm = (
  phase: string,
  title: string,
  paths: readonly string[],
  seen: { readonly answeredBy: string; readonly paths: readonly string[] },
): Result[] => [
  exact(phase, 'client answered by', title, seen.answeredBy),
  exact(phase, 'paths at the edge', count(paths), count(seen.paths)),
]

const figures = (phase: string, { edgeMs, clientMs, answeredBy }: Transition): Result[] => [
  reported(phase, 'edge updated after', seconds(edgeMs)),
  reported(phase, `${answeredBy} answers after`, seconds(clientMs)),
]

const exact = (phase: string, what: string, expected: string, seen: string): Result => ({
  phase,
  what,
  expected,
  seen,
  holds: expected === seen,
})

const atMost = (phase: string, what: string, limitMs: number, seenMs: number): Result => ({
  ...{ phase, what, expected: `at most ${seconds(limitMs)}` },
  ...{ seen: seconds(seenMs), holds: seenMs <= limitMs },
})

const reported = (phase: string, what: string, seen: string): Result => ({ phase, what, expected: '', seen, holds: true })

// `4: 2 x 65515 65010, 2 x 65515 65010 65010 65010`
const count = (paths: readonly string[]): string => {
  const kinds = [...new Set(paths)].map((path) => `${paths.filter((it) => it === path).length} x ${path}`)
  return `${paths.length}: ${kinds.join(', ')}`
}

const withoutNextHop = (line: string): string => line.replace(/ next-hop \S+$/, '')

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
