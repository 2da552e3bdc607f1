// Is what was seen what the design promises?

/** One promise, and what came of it. `expected` is empty where a figure is only reported. */
export type Result = {
  readonly phase: string
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly holds: boolean
}

export const exact = (phase: string, what: string, expected: string, seen: string): Result => ({
  phase,
  what,
  expected,
  seen,
  holds: expected === seen,
})

/** Both in milliseconds. */
export const atMost = (phase: string, what: string, limitMs: number, seenMs: number): Result => ({
  phase,
  what,
  expected: `at most ${seconds(limitMs)}`,
  seen: seconds(seenMs),
  holds: seenMs <= limitMs,
})

/** Of the requests to places that stay well: one that is under way when the route moves ends somewhere that does not know its connection. `moves`: how often it does. */
export const lost = (phase: string, moves: number, seen: { readonly lost: number }): Result => ({
  phase,
  what: 'requests lost',
  expected: moves === 0 ? '0' : `at most ${moves}`,
  seen: String(seen.lost),
  holds: seen.lost <= moves,
})

/** A figure that depends on the machine. */
export const reported = (phase: string, what: string, seen: string): Result => ({ phase, what, expected: '', seen, holds: true })

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

/** A line for ExaBGP without its next hop, where that is always the same. */
export const withoutNextHop = (line = 'nothing'): string => line.replace(/ next-hop \S+/, '')
