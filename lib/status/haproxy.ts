// What is known of HAProxy?

import type { State } from '../engine/state.ts'
import type { Wall } from './facts.ts'

export type HaproxySnapshot = {
  readonly version?: string
  /** Of the worker that answered last. */
  readonly pid?: number
  /** Whether its statistics were accepted when they were last asked for; absent where no check asks for them, or none has been answered yet. */
  readonly up?: boolean
  /** The ring that is followed for events; absent where none is configured. */
  readonly ring?: { readonly name: string; readonly followed: boolean; readonly trouble?: string }
  /** When its statistics were last accepted. */
  readonly acceptedAt?: number
  /** Why they are not accepted now, and since when. */
  readonly trouble?: { readonly reason: string; readonly since: number }
  /** Since the start: processes of HAProxy that answered, events of the ring, looks at the statistics, and those that gave nothing. */
  readonly processes: number
  readonly events: number
  readonly looks: number
  readonly lookFailures: number
}

export const haproxyIn = ({ haproxy, config }: State, wall: Wall): HaproxySnapshot => {
  const { version, pid, fault, counts, acceptedAt } = haproxy
  const { looks, lookFailures } = counts
  return {
    ...(version !== undefined && { version }),
    ...(pid !== undefined && { pid }),
    ...(looks > 0 && { up: fault === undefined }),
    ...(config.haproxy.events !== undefined && { ring: ringIn(haproxy.ring, config.haproxy.events) }),
    ...(looks > lookFailures && { acceptedAt: wall(acceptedAt) }),
    ...(fault !== undefined && { trouble: { reason: fault.reason, since: wall(fault.since) } }),
    ...counts,
  }
}

const ringIn = ({ standing, live, reason }: State['haproxy']['ring'], name: string) => ({
  name,
  followed: standing === 'following' && live,
  ...(reason !== '' && { trouble: reason }),
})
