// What does a service keep of what it knows when another configuration comes into force?
import { type PrefixRule, refusal } from '../bgp/prefix-list.ts'
import type { Route } from '../bgp/route.ts'
import { isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import type { Service, Tier } from '../config/service.ts'
import type { Division } from '../exabgp/members.ts'
import { unsettled } from '../health/hysteresis.ts'
import { after, earliest, type Milliseconds } from '../values/time.ts'
import { addressedAnew } from './addressed-anew.ts'
import type { CheckState } from './check-state.ts'
import type { ServiceState, Stance } from './service-state.ts'

/**
 * `asksAnew`: HAProxy is asked elsewhere than before. `routesAnew`: routes follow otherwise from all services. `announced`: the routes of all services so
 * far. `before` and `next`: who gets what.
 */
type Change = {
  readonly asksAnew: boolean
  readonly routesAnew: boolean
  readonly announced: ReadonlyMap<string, readonly Route[]>
  readonly permit: readonly PrefixRule[]
  readonly before: Division
  readonly next: Division
}

/**
 * The service as it is configured now, `fresh`, with all that was known `before` of it. A check that asks something else than before is unsettled; until
 * all that matter have settled, the service keeps what is announced for its VIPs, whichever service announced that.
 */
export const carriedOver = (fresh: ServiceState, before: ServiceState | undefined, change: Change, at: Milliseconds): ServiceState => {
  if (before === undefined) return fresh
  const { service } = fresh
  const checks = checksOf(fresh, before, change, at)
  if (service === before.service && !change.routesAnew) return checks === before.checks ? before : { ...before, checks, reviewAt: at }
  const sameLadder = isSameLadder(service.tiers, before.service.tiers)
  return {
    ...before,
    ...(sameLadder ? {} : standingElsewhere(before, service.tiers)),
    service,
    checks,
    maintenance: service.maintenanceFile === before.service.maintenanceFile ? before.maintenance : fresh.maintenance,
    reviewAt: at,
    routes: addressedAnew(announcedFor(service, change), service, change.before, change.next),
    outdated: true,
  }
}

const announcedFor = ({ vips }: Service, { announced, permit }: Change): readonly Route[] =>
  vips.flatMap((vip) => (refusal(vip, permit) === undefined ? (announced.get(vip.text) ?? []) : []))

const checksOf = (fresh: ServiceState, before: ServiceState, { asksAnew }: Change, at: Milliseconds): readonly CheckState[] => {
  if (fresh.service === before.service && !asksAnew) return before.checks
  // Whoever takes the maintenance file out of the configuration lets the service come back as if it were gone.
  const risesAnew = before.maintenance.since !== undefined && fresh.service.maintenanceFile === undefined
  const known = new Map(before.checks.map((check) => [check.key, check]))
  return fresh.checks.map((check) => {
    const kept = asksAnew && isStatisticsCheck(check.check) ? undefined : known.get(check.key)
    if (kept === undefined) return isStatisticsCheck(check.check) ? { ...check, dueAt: at } : check
    return risesAnew ? { ...retimed(kept, check, at), hysteresis: unsettled, dueAt: at } : retimed(kept, check, at)
  })
}

// What it has settled on stays, whatever rise and fall are now; a shorter interval counts at once.
const retimed = (kept: CheckState, { check, name }: CheckState, at: Milliseconds): CheckState =>
  check === kept.check && name === kept.name ? kept : { ...kept, check, name, dueAt: earliest(kept.dueAt, after(at, check.intervalMs)) }

const isSameLadder = (one: readonly Tier[], other: readonly Tier[]): boolean => thresholds(one) === thresholds(other)

const thresholds = (tiers: readonly Tier[]): string => JSON.stringify(tiers.map(({ enter, leave }) => [enter, leave]))

// Its tiers are counted otherwise now; what holds it where it stands, and below, is their `leave`.
const standingElsewhere = (
  { service: { tiers: before }, verdict, heldBack, departure }: ServiceState,
  tiers: readonly Tier[],
): Pick<ServiceState, 'verdict' | 'heldBack' | 'departure'> => ({
  verdict: placed(verdict, before, tiers),
  heldBack: heldBack && { ...heldBack, wish: { ...heldBack.wish, verdict: placed(heldBack.wish.verdict, before, tiers) } },
  departure:
    departure && typeof departure.stood.standing === 'number'
      ? { ...departure, stood: { ...departure.stood, standing: 'unknown' } }
      : departure,
})

// The tier with the same threshold, or else in the same place.
const placed = (verdict: Stance['verdict'], before: readonly Tier[], tiers: readonly Tier[]): Stance['verdict'] => {
  if (typeof verdict !== 'number') return verdict
  const enter = before[verdict]?.enter
  const same = tiers.findIndex((tier) => tier.enter.measure === enter?.measure && tier.enter.least === enter.least)
  return same === -1 ? Math.min(verdict, tiers.length - 1) : same
}
