// What would the clock of whoever wrote a file say now, had nobody set it since?
import * as v from 'valibot'

/** Since when a machine has been running, by a clock that nobody sets and that all its processes share; `boot` tells one start of it from another. */
export type Uptime = { readonly boot: string; readonly ms: number }

/** When something was written: `wall` in milliseconds since 1970. */
type WrittenAt = Uptime & { readonly wall: number }

const time = v.pipe(v.number(), v.finite())

export const writtenAtSchema = v.object({ wall: time, boot: v.string(), ms: time })

/** In milliseconds since 1970; `wall` where the machine was started anew since, or nobody can tell. */
export const unsetWall = (
  then: WrittenAt | undefined,
  { wall, uptime }: { readonly wall: number; readonly uptime?: Uptime | undefined },
): number => (then !== undefined && then.boot === uptime?.boot && uptime.ms >= then.ms ? then.wall + (uptime.ms - then.ms) : wall)
