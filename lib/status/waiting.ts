// What withholds a change of a service, and what would end that?

import type { ServiceState } from '../engine/service-state.ts'
import type { State } from '../engine/state.ts'
import { type Withheld, withheld } from '../engine/withheld.ts'
import { proxyOf } from '../haproxy/server-key.ts'
import { withheldBy } from '../log/withheld.ts'
import { never } from '../values/time.ts'
import type { Wall } from './facts.ts'
import type { waitingWords } from './words.ts'

export type WaitingSnapshot = {
  readonly for: (typeof waitingWords)[number]
  readonly check?: string
  /** How many more results it takes, if they agree. */
  readonly left?: number
  /** When it ends at the latest, if nothing else changes. */
  readonly until?: number
  /** The same as part of a sentence. */
  readonly text: string
}

export const waitingIn = (state: ServiceState, all: State, wall: Wall): readonly WaitingSnapshot[] => [
  ...withheld(state).map((one) => ({ ...kindOf(one, wall), text: withheldBy(one) })),
  ...warmupOf(state, all, wall),
  ...timesOf(state, wall),
]

const kindOf = (one: Withheld, wall: Wall): Omit<WaitingSnapshot, 'text'> => {
  switch (one.kind) {
    case 'nothing':
      return { for: 'first-result', check: one.check }
    case 'count':
      return { for: one.direction, check: one.check, left: one.needed - one.agreeing }
    case 'hold':
    case 'damping':
      return { for: one.kind, until: wall(one.until) }
    case 'maintenance-file':
    case 'orders':
    case 'resume':
      return { for: one.kind }
    case 'greeting':
      return { for: 'exabgp' }
  }
}

// After that time a server counts as it reads.
const warmupOf = ({ checks }: ServiceState, { haproxy, config }: State, wall: Wall): readonly WaitingSnapshot[] =>
  checks.flatMap(({ name, check, latest }) => {
    if (check.kind !== 'backend' || latest?.kind !== 'range') return []
    const since = [...haproxy.unverified].filter(([server]) => proxyOf(server) === check.proxy).map(([, since]) => since)
    if (since.length === 0) return []
    const until = wall(Math.max(...since) + config.haproxy.warmupMs)
    return [{ for: 'warmup' as const, check: name, until, text: `${name}: HAProxy has not verified all servers yet: ${latest.reason}` }]
  })

const timesOf = (state: ServiceState, wall: Wall): readonly WaitingSnapshot[] => {
  const { verdict, warmUntil, departure } = state
  if (verdict === 'draining' && departure !== undefined && departure.overAt < never) {
    return [{ for: 'drain', until: wall(departure.overAt), text: 'it is withdrawn at the end of the drain' }]
  }
  return warmUntil === undefined ? [] : [{ for: 'warm', until: wall(warmUntil), text: 'slow start is under way' }]
}
