// What comes too late, and what stands for an answer that is overdue?
import type { Event } from './event.ts'
import type { State } from './state.ts'
import type { Step } from './step-result.ts'
import { take } from './take.ts'
import { answered, giveUp, isTooLate } from './watchdog.ts'

/** The event, unless it comes too late, and for everything that is overdue what stands for its answer. */
export const takeWithExcuses = (state: State, event: Event): Step => {
  const taken = isTooLate(state.watchdog, event) ? { state, effects: [] } : take(heeding(state, event), event)
  if (taken.state.stopped) return taken
  const { watchdog, events } = giveUp(taken.state.watchdog, event.at)
  return events.reduce<Step>(
    (before, excuse) => {
      const { state, effects } = take(before.state, excuse)
      return { state, effects: [...before.effects, ...effects] }
    },
    events.length === 0 ? taken : { ...taken, state: { ...taken.state, watchdog } },
  )
}

const heeding = (state: State, event: Event): State => {
  const watchdog = answered(state.watchdog, event)
  return watchdog === state.watchdog ? state : { ...state, watchdog }
}
