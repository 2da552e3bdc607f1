// What does the answer of a probe say to its check?
import type { CheckRef, Event } from './event.ts'
import { takeResult } from './result.ts'
import type { State } from './state.ts'
import { type Step, tell } from './step-result.ts'

/** An answer to a check that is there no more says nothing. */
export const takeProbe = (state: State, { service, key }: CheckRef, event: Event & { type: 'probed' }): Step => {
  const asked = state.services.find((one) => one.service.name === service)
  const check = asked?.checks.find((one) => one.key === key)
  if (asked === undefined || check === undefined) return { state, effects: [] }
  const taken = takeResult(check, event.evidence, asked.service, event.at)
  const next = { ...asked, checks: asked.checks.map((one) => (one === check ? taken.check : one)) }
  return { state: { ...state, services: state.services.map((one) => (one === asked ? next : one)) }, effects: tell(taken.news) }
}
