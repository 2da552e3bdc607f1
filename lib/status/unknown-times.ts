// When was there no evidence of a service, so that its last results counted?
import type { News } from '../engine/effect.ts'

/** In milliseconds since 1970; `until` is infinite while it lasts. */
export type Time = { readonly from: number; readonly until: number }

type Kept = { readonly checks: Set<string>; readonly times: Time[] }

const mostOfService = 100

/** The newest 100 of each service. */
export class UnknownTimes {
  readonly #byService = new Map<string, Kept>()

  /** Takes in evidence; any other news is none of it. */
  take(news: News, time: number): void {
    if (news.type !== 'evidence') return
    const isUnknown = news.evidence.kind === 'unknown'
    const kept = this.#byService.get(news.service) ?? { checks: new Set(), times: [] }
    if (isUnknown) this.#byService.set(news.service, kept)
    const was = kept.checks.size > 0
    if (isUnknown) kept.checks.add(news.check)
    else kept.checks.delete(news.check)
    if (was === kept.checks.size > 0) return
    const last = kept.times.at(-1)
    if (!was) kept.times.push({ from: time, until: Number.POSITIVE_INFINITY })
    else if (last !== undefined) kept.times[kept.times.length - 1] = { from: last.from, until: time }
    if (kept.times.length > mostOfService) kept.times.shift()
  }

  /** Nothing is known from then on. */
  end(time: number): void {
    for (const { checks, times } of this.#byService.values()) {
      const last = times.at(-1)
      if (checks.size > 0 && last !== undefined) times[times.length - 1] = { from: last.from, until: time }
      checks.clear()
    }
  }

  /** Those of one service, the oldest first; one that lasts only if it `isUnknown` now, as a check may have gone with a configuration. */
  of(service: string, isUnknown: boolean): readonly Time[] {
    const times = this.#byService.get(service)?.times ?? []
    return isUnknown ? times : times.filter(({ until }) => Number.isFinite(until))
  }
}
