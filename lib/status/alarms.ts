// What is wrong now that does not end by itself, and since when?
import { sinceOf } from '../engine/alarms.ts'
import type { State } from '../engine/state.ts'
import { troubles } from '../engine/troubles.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Wall } from './facts.ts'

export type AlarmSnapshot = {
  /** One kebab word, such as `unknown`. */
  readonly alarm: string
  /** The service that it is about; absent: it is about all of them. */
  readonly service?: string
  readonly level: 'warn' | 'error'
  readonly since: number
  /** Subject, verb, object, and the effect on the route. */
  readonly what: string
}

export const alarmsIn = (state: State, at: Milliseconds, wall: Wall): readonly AlarmSnapshot[] =>
  troubles(state, at).map((one) => ({
    alarm: one.alarm,
    ...(one.service !== undefined && { service: one.service }),
    level: one.level,
    since: wall(sinceOf(state.alarms, one) ?? at),
    what: one.what(),
  }))
