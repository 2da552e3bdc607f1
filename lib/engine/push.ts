// What follows from HAProxy's event ring, and from its absence?

import { isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import type { RingReport } from '../haproxy/ring.ts'
import { after, earliest, type Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { Effect, News } from './effect.ts'
import type { HaproxyState, RingState } from './haproxy-state.ts'
import { changedChecks } from './service-state.ts'
import type { State } from './state.ts'

/** Something has happened in HAProxy, `agoMs` ago by its own clock: the next snapshot is due now. What it was the snapshot says. */
export const takeHint = (state: State, at: Milliseconds, agoMs = 0): State => {
  const asks = state.services.some(({ checks }) => checks.some(({ check }) => isStatisticsCheck(check)))
  if (!asks) return state
  return { ...state, haproxy: hinted(state.haproxy, at, agoMs) }
}

const hinted = (haproxy: HaproxyState, at: Milliseconds, agoMs: number): HaproxyState => ({
  ...haproxy,
  hinted: true,
  happenedAt: earliest(haproxy.happenedAt ?? at, after(at, -agoMs)),
  hearing: { ...haproxy.hearing, heardAt: at },
  counts: { ...haproxy.counts, events: haproxy.counts.events + 1 },
})

/** What became of an attempt to follow the ring. Whatever happened before it was followed is looked for now. */
export const takeRing = (state: State, report: RingReport, at: Milliseconds): { readonly state: State; readonly news: readonly News[] } => {
  const ring = standingOf(state.haproxy.ring, report)
  const news: readonly News[] = report.kind !== 'ended' && isNews(state.haproxy.ring, ring) ? [{ type: 'ring', ...report }] : []
  const hearing = { ...state.haproxy.hearing, pid: report.kind === 'following' ? report.pid : undefined }
  const next = { ...state, haproxy: { ...state.haproxy, ring, hearing } }
  return { state: ring.standing === 'following' || report.kind === 'ended' ? takeHint(next, at) : hurried(next, at), news }
}

/** Once the process of HAProxy that answers is not the one that was followed, that one is followed; one that stops may say nothing of it. */
export const followWorker = (state: State): { readonly state: State; readonly effects: readonly Effect[] } => {
  const { ring, pid } = state.haproxy
  const elsewhere = ring.standing !== 'unwanted' && ring.standing !== 'sought' && pid !== undefined && pid !== ring.pid
  if (!elsewhere) return { state, effects: [] }
  return { state: { ...state, haproxy: { ...state.haproxy, ring: { ...ring, pid, live: false } } }, effects: [{ type: 'follow-ring' }] }
}

/** When a check of statistics is due that the ring should have woken and may not: soon. */
export const hurry = (check: CheckState, ring: RingState, at: Milliseconds): CheckState =>
  isDeaf(ring) && isStatisticsCheck(check.check) ? { ...check, dueAt: earliest(check.dueAt, after(at, check.check.fastIntervalMs)) } : check

const isDeaf = ({ standing }: RingState): boolean => standing === 'lost' || standing === 'unavailable'

const hurried = (state: State, at: Milliseconds): State => ({
  ...state,
  services: changedChecks(
    state.services,
    (check) => (state.haproxy.waiting.has(check) ? check : hurry(check, state.haproxy.ring, at)),
    undefined,
  ),
})

// A HAProxy that is gone for a while does not mend its configuration.
const standingOf = (before: RingState, report: RingReport): RingState => {
  switch (report.kind) {
    case 'following':
      return { standing: 'following', live: true, pid: report.pid, reason: '' }
    case 'ended':
      return { ...before, live: false }
    case 'lost':
      return before.standing === 'unavailable' ? before : { standing: 'lost', live: false, pid: before.pid, reason: '' }
    case 'unavailable':
      return { standing: 'unavailable', live: false, pid: before.pid, reason: report.reason }
  }
}

const isNews = (before: RingState, now: RingState): boolean => before.standing !== now.standing || before.reason !== now.reason
