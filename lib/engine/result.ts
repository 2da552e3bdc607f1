// What does one result do to its check?
import type { Service } from '../config/service.ts'
import { type Evidence, failing, type Measure, sameMeasure } from '../health/evidence.ts'
import { settle, unsettled } from '../health/hysteresis.ts'
import { indistinguishable } from '../policy/ladder.ts'
import { after, latest, type Milliseconds } from '../values/time.ts'
import { type CheckCounts, type CheckState, isSettled } from './check-state.ts'
import type { News } from './effect.ts'
import { agedAt } from './target.ts'

type Taken = { readonly check: CheckState; readonly news: readonly News[] }

/** When it was asked, and for when it was due; undefined: before its turn. `sign`: when that happened of which the answer speaks. */
type Asked = { readonly at: Milliseconds; readonly dueAt: Milliseconds | undefined; readonly sign: Milliseconds }

/** Counts the result of a probe, once, and says when the check is due again. */
export const takeResult = (check: CheckState, evidence: Evidence, service: Service, at: Milliseconds): Taken =>
  takeReading(check, evidence, service, { at: check.askedAt ?? at, dueAt: check.dueAt, sign: at }, at)

/** The same of a result that HAProxy's statistics gave. */
export const takeReading = (check: CheckState, evidence: Evidence, service: Service, asked: Asked, at: Milliseconds): Taken => {
  const isOld = at >= agedAt(check, service)
  const decided = decide(evidence, service, isOld ? undefined : check.hysteresis.settled)
  if (asked.dueAt === undefined && !isWorse(check, decided)) return { check, news: [] }
  const away = drainedSince(check, decided, at)
  const startsAnew = isReturning(check, away, service) || (isOld && decided.kind === 'measured' && check.hysteresis.settled !== undefined)
  const before = startsAnew ? unsettled : check.hysteresis
  const hysteresis = decided.kind === 'measured' ? settle(before, decided.measure, check.check) : before
  const period = isSettled({ latest: decided, hysteresis }) ? check.check.intervalMs : check.check.fastIntervalMs
  return {
    // Written out, as `withChecks` is.
    check: {
      key: check.key,
      check: check.check,
      name: check.name,
      hysteresis,
      latest: decided,
      latestAt: at,
      unknownSince: isOld && hysteresis.settled === undefined ? check.unknownSince : unknownSince(check, decided, at),
      drainedSince: away,
      dueAt: latest(at, after(asked.dueAt ?? at, period)),
      running: false,
      askedAt: asked.at,
      signAt: isSettled(check) ? asked.sign : (check.signAt ?? asked.sign),
      counts: counted(check.counts, decided, at - asked.at),
    },
    news: sameEvidence(check.latest, decided)
      ? []
      : [{ type: 'evidence', service: service.name, check: check.name, before: check.latest, evidence: decided }],
  }
}

const counted = ({ results, failures, unknown, durationMs }: CheckCounts, evidence: Evidence, tookMs: number): CheckCounts => ({
  results: results + 1,
  failures: failures + (evidence.kind === 'measured' && evidence.measure.capacity === 0 ? 1 : 0),
  unknown: unknown + (evidence.kind === 'unknown' ? 1 : 0),
  durationMs: durationMs + tookMs,
})

const unknownSince = ({ unknownSince: since }: CheckState, { kind }: Evidence, at: Milliseconds): Milliseconds | undefined =>
  kind === 'measured' ? undefined : kind === 'unknown' ? (since ?? at) : since

// A drain that is called off ends through rise.
const isReturning = ({ drainedSince, hysteresis }: CheckState, away: Milliseconds | undefined, { drain }: Service): boolean =>
  drain !== undefined && drainedSince !== undefined && away === undefined && hysteresis.settled?.capacity === 0

// Between its turns only bad news counts; or else a burst of events would pass for `rise` results, and the same bad news for `fall`.
const isWorse = ({ hysteresis }: CheckState, evidence: Evidence): boolean => {
  const newest = hysteresis.recent.at(-1)
  if (newest === undefined || evidence.kind !== 'measured') return false
  return evidence.measure.capacity < newest.capacity || evidence.measure.servers < newest.servers
}

// A range counts as its lower end where no tier could tell its ends apart, and as its upper end where even that is less than what is settled:
// only good news waits. Apart from that it does not count: it ends by itself within the warm-up, so that even `unknown: down` waits for it.
const decide = (evidence: Evidence, { tiers, unknown: policy }: Service, settled: Measure | undefined): Evidence => {
  switch (evidence.kind) {
    case 'measured':
      return evidence
    case 'range': {
      const { low, high, kind: _, ...rest } = evidence
      if (indistinguishable(tiers, low, high)) return { ...rest, kind: 'measured', measure: low }
      if (settled === undefined) return evidence
      const most = atMost(high, settled)
      return sameMeasure(most, settled) ? evidence : { ...rest, kind: 'measured', measure: most }
    }
    case 'unknown':
      return policy === 'down' ? failing(`${evidence.reason}, and unknown counts as down`) : evidence
  }
}

const atMost = (high: Measure, settled: Measure): Measure => ({
  capacity: Math.min(high.capacity, settled.capacity),
  servers: Math.min(high.servers, settled.servers),
})

// HAProxy counts whole seconds; the first reading stands. Without evidence nothing is called off, nor by a server that dies after it was drained;
// a HAProxy that is gone has forgotten it.
const drainedSince = ({ drainedSince: since }: CheckState, evidence: Evidence, at: Milliseconds): Milliseconds | undefined => {
  if (evidence.kind === 'unknown') return since
  if (evidence.drainedSeconds !== undefined) return since ?? after(at, -evidence.drainedSeconds * 1000)
  return evidence.kind === 'measured' && evidence.measure.capacity === 0 && evidence.sessions !== undefined ? since : undefined
}

const sameEvidence = (before: Evidence | undefined, after: Evidence): boolean =>
  before?.kind === after.kind && before.reason === after.reason
