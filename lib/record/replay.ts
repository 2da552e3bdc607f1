// What did the process do, when the events of a record go through `step` again?
import type { Effect } from '../engine/effect.ts'
import type { Event } from '../engine/event.ts'
import type { State } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { Header } from './record.ts'

/** One event and what followed from it. */
export type Moment = {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly before: State
  readonly state: State
  readonly effects: readonly Effect[]
}

/** Where a replay stands in a piece of a record. */
export type Replay = { readonly header: Header; readonly state: State }

export const beginReplay = (header: Header): Replay => ({ header, state: header.state })

/** Takes in the next event. */
export const replay = ({ header, state }: Replay, event: Event): { readonly replay: Replay; readonly moment: Moment } => {
  const next = step(state, event)
  const moment = { time: timeOf(header, event.at), before: state, state: next.state, effects: next.effects }
  return { replay: { header, state: next.state }, moment }
}

/** The wall clock at a reading of the monotonic clock, in milliseconds since 1970. */
export const timeOf = ({ time, at }: Header, reading: number): number => time + (reading - at)

/** The lines that a moment sent to ExaBGP. */
export const linesOf = ({ effects }: Moment): readonly string[] =>
  effects.flatMap((effect) => (effect.type === 'write' ? [effect.line] : []))
