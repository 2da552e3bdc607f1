// What keeps a service where it stands, although a check says something else already?
import type { Measure } from '../health/evidence.ts'
import type { Verdict } from '../policy/desired.ts'
import { standingAt } from '../policy/ladder.ts'
import { after, type Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import { releasedAt } from './damping.ts'
import { isLatched } from './order.ts'
import type { HeldBack, ServiceState } from './service-state.ts'
import { measureOf } from './target.ts'

/**
 * `nothing`: a check that never settled has no result that counts. `count`: so many results agree of those that it takes; `settled` is what they
 * are held against, in the form in which they differ, absent before it first settles. `hold`, `damping`: an improvement waits until then at the
 * latest. `maintenance-file`: nobody has looked at it. `orders`: what a predecessor was ordered is not known. `resume`: it waits to be ordered back. `greeting`: ExaBGP is asked what it announces from before.
 */
export type Withheld =
  | { readonly kind: 'nothing'; readonly check: string; readonly asked: boolean }
  | {
      readonly kind: 'count'
      readonly check: string
      readonly direction: 'rise' | 'fall'
      readonly agreeing: number
      readonly needed: number
      readonly settled: { readonly form: keyof Measure; readonly value: number } | undefined
    }
  | { readonly kind: 'hold'; readonly tier: number; readonly holdMs: number; readonly until: Milliseconds }
  | { readonly kind: 'damping'; readonly from: Verdict; readonly heldBack: HeldBack; readonly until: Milliseconds }
  | { readonly kind: 'maintenance-file' }
  | { readonly kind: 'orders' }
  | { readonly kind: 'resume'; readonly service: string }
  | { readonly kind: 'greeting' }

/**
 * For each check whose newest result has not settled yet, how many results agree and how many it takes; a check that never settled counts while
 * the outcome hangs on it. Then what keeps the service itself where it stands.
 */
export const withheld = (state: ServiceState): readonly Withheld[] => {
  const { checks } = state
  const outcome = measureOf(state)
  const counts = checks.flatMap((check) => (outcome !== undefined && check.hysteresis.settled === undefined ? [] : counting(check)))
  return outcome === undefined ? counts : [...counts, ...waiting(state, outcome)]
}

const waiting = (state: ServiceState, outcome: Measure): readonly Withheld[] => {
  const { service, verdict, since, heldBack, maintenance, orders } = state
  if (heldBack !== undefined) return [{ kind: 'damping', from: verdict, heldBack, until: releasedAt(state, heldBack) }]
  if (!maintenance.looked) return [{ kind: 'maintenance-file' }]
  if (!orders.known) return [{ kind: 'orders' }]
  if (isLatched(state) && verdict === 'down') return [{ kind: 'resume', service: service.name }]
  if (verdict === 'pending') return [{ kind: 'greeting' }]
  if (typeof verdict !== 'number' && verdict !== 'down') return []
  const target = standingAt(service.tiers, outcome, verdict)
  return typeof target !== 'number' || target === verdict
    ? []
    : [{ kind: 'hold', tier: target, holdMs: service.holdMs, until: after(since, service.holdMs) }]
}

const counting = ({ name, check, hysteresis, latest }: CheckState): readonly Withheld[] => {
  const { settled, recent } = hysteresis
  const newest = recent.at(-1)
  if (newest === undefined) return [{ kind: 'nothing', check: name, asked: latest !== undefined }]
  if (settled === undefined) return [{ kind: 'count', check: name, ...firstCount(recent, check), settled: undefined }]
  const form = newest.capacity === settled.capacity ? 'servers' : 'capacity'
  if (newest[form] === settled[form]) return []
  const falling = newest[form] < settled[form]
  const agreeing = inARow(recent, (one) => (falling ? one[form] < settled[form] : one[form] > settled[form]))
  const count = { ...(falling ? fall(check) : rise(check)), agreeing }
  return [{ kind: 'count', check: name, ...count, settled: { form, value: settled[form] } }]
}

const firstCount = (recent: readonly Measure[], check: CheckState['check']) => {
  const down = recent.at(-1)?.capacity === 0
  return { ...(down ? fall(check) : rise(check)), agreeing: inARow(recent, ({ capacity }) => (capacity === 0) === down) }
}

const rise = ({ rise: needed }: CheckState['check']) => ({ direction: 'rise' as const, needed })

const fall = ({ fall: needed }: CheckState['check']) => ({ direction: 'fall' as const, needed })

const inARow = (recent: readonly Measure[], agrees: (one: Measure) => boolean): number =>
  recent.length - 1 - recent.findLastIndex((one) => !agrees(one))
