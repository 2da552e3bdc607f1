// Which checks take a result from an answer of HAProxy?
import type { Milliseconds } from '../values/time.ts'
import type { News } from './effect.ts'
import type { HaproxyState } from './haproxy-state.ts'
import { isReading, type Reading } from './outline-cache.ts'
import { hurry } from './push.ts'
import { takeReading } from './result.ts'
import { turnOf } from './schedule.ts'
import { changedChecks } from './service-state.ts'
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
  const { waiting, askedAt } = state.haproxy
  const sign = haproxy.answersOf ?? at
  const services = changedChecks(state.services, (one, service) => {
    if (!isReading(one) || !waiting.has(one) || !concerns(one)) return one
    const taken = takeReading(one, evidenceFor(one.check, service), service.service, { at: askedAt, dueAt: turnOf(one, askedAt), sign }, at)
    news.push(...taken.news)
    return hurry(taken.check, haproxy.ring, at)
  })
  return { state: { ...state, haproxy, services }, news }
}
