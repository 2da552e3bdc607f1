// What does the answer of a probe say to its check?
import type { Effect } from './effect.ts'
import type { CheckRef, Event } from './event.ts'
import { takeResult } from './result.ts'
import { changedChecks } from './service-state.ts'
import type { State } from './state.ts'
import { type Step, tell } from './step-result.ts'

/** An answer to a check that is there no more says nothing. */
export const takeProbe = (state: State, { service, key }: CheckRef, event: Event & { type: 'probed' }): Step => {
  const effects: Effect[] = []
  const services = changedChecks(state.services, (check, { service: asked }) => {
    if (check.key !== key || asked.name !== service) return check
    const taken = takeResult(check, event.evidence, asked, event.at)
    effects.push(...tell(taken.news))
    return taken.check
  })
  return { state: { ...state, services }, effects }
}
