// Which checks take a result from an answer of HAProxy?
import { changed } from '../values/changed.ts'
import type { Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { News } from './effect.ts'
import type { HaproxyState } from './haproxy-state.ts'
import { isReading, type Reading } from './outline-cache.ts'
import { hurry } from './push.ts'
import { takeResult } from './result.ts'
import { withChecks } from './service-state.ts'
import type { EvidenceFor } from './snapshot-evidence.ts'
import type { State } from './state.ts'

export type Judged = { readonly state: State; readonly news: readonly News[] }

/** Every check that waits for the answer, and that it speaks to, takes one result from it. */
export const count = (
  state: State,
  haproxy: HaproxyState,
  evidenceFor: EvidenceFor,
  at: Milliseconds,
  concerns: (check: Reading) => boolean = () => true,
): Judged => {
  const news: News[] = []
  const takes = (one: CheckState): one is Reading => isReading(one) && concerns(one)
  const services = changed(state.services, (service) => {
    if (!service.checks.some(takes)) return service
    const counted = (one: CheckState): CheckState => {
      if (!takes(one)) return one
      const taken = takeResult(one, evidenceFor(one.check, service), service.service, at, haproxy.answersOf)
      news.push(...taken.news)
      return taken.check
    }
    return withChecks(
      service,
      service.checks.map((one) => hurry(counted(one), haproxy.ring, at)),
    )
  })
  return { state: { ...state, haproxy, services }, news }
}
