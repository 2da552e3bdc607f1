// Which checks take a result from an answer of HAProxy?
import type { Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { News } from './effect.ts'
import type { HaproxyState } from './haproxy-state.ts'
import { isReading, type Reading } from './outline-cache.ts'
import { hurry } from './push.ts'
import { takeReading } from './result.ts'
import { turnOf } from './schedule.ts'
import { changedChecks, type ServiceState } from './service-state.ts'
import type { EvidenceFor } from './snapshot-evidence.ts'
import type { State } from './state.ts'

export type Judged = { readonly state: State; readonly news: readonly News[] }

/** Every check that waits for the answer, and that it speaks to, takes one result from it. `haproxy`: what it is from then on. */
export const count = (
  state: State,
  haproxy: HaproxyState,
  evidenceFor: EvidenceFor,
  at: Milliseconds,
  concerns: (check: Reading) => boolean = () => true,
): Judged => {
  const news: News[] = []
  const answer = { asked: state.haproxy, haproxy, evidenceFor, at, concerns, news }
  return { state: { ...state, haproxy, services: changedChecks(state.services, counted, answer) }, news }
}

type Answer = {
  readonly asked: Pick<HaproxyState, 'waiting' | 'askedAt'>
  readonly haproxy: Pick<HaproxyState, 'answersOf' | 'ring'>
  readonly evidenceFor: EvidenceFor
  readonly at: Milliseconds
  readonly concerns: (check: Reading) => boolean
  readonly news: News[]
}

const counted = (one: CheckState, service: ServiceState, answer: Answer): CheckState => {
  const { waiting, askedAt } = answer.asked
  if (!isReading(one) || !waiting.has(one) || !answer.concerns(one)) return one
  const { haproxy, at, evidenceFor, news } = answer
  const asked = { at: askedAt, dueAt: turnOf(one, askedAt), sign: haproxy.answersOf ?? at }
  const taken = takeReading(one, evidenceFor(one.check, service), service.service, asked, at)
  if (taken.news.length > 0) news.push(...taken.news)
  return hurry(taken.check, haproxy.ring, at)
}
