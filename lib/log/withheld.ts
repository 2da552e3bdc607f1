// What keeps a service where it stands, although a check says something else already?
import type { CheckState, ServiceState } from '../engine/state.ts'
import { measureOf } from '../engine/target.ts'
import type { Measure } from '../health/evidence.ts'
import { standingAt } from '../policy/ladder.ts'
import { seconds } from '../values/span.ts'
import { dampingReason, improvement } from './damping.ts'

/**
 * Parts of a sentence: for each check whose newest result has not settled yet, how many results agree and how many it takes; a check that
 * never settled counts while the outcome hangs on it. Then what keeps the service itself where it stands.
 */
export const withheld = (state: ServiceState): readonly string[] => {
  const { checks } = state
  const outcome = measureOf(state)
  const counts = checks.flatMap((check) => (outcome !== undefined && check.hysteresis.settled === undefined ? [] : counting(check)))
  return outcome === undefined ? counts : [...counts, ...waiting(state, outcome)]
}

const waiting = ({ service, verdict, heldBack, maintenance }: ServiceState, outcome: Measure): readonly string[] => {
  if (heldBack !== undefined)
    return [`damping holds ${improvement({ from: verdict, to: heldBack.wish.verdict })} back: ${dampingReason(heldBack)}`]
  if (!maintenance.looked) return ['the maintenance file has not been looked at yet']
  if (verdict === 'pending') return ['the checks have settled; ExaBGP is asked first what it announces from before']
  if (typeof verdict !== 'number' && verdict !== 'down') return []
  const aim = standingAt(service.tiers, outcome, verdict)
  return typeof aim !== 'number' || aim === verdict
    ? []
    : [`enough for tier ${aim + 1}, but hold makes an improvement wait ${seconds(service.holdMs)}`]
}

const counting = ({ name, check, hysteresis, latest }: CheckState): readonly string[] => {
  const { settled, recent } = hysteresis
  const newest = recent.at(-1)
  if (newest === undefined) return [`${name}: ${latest === undefined ? 'no result yet' : 'nothing has settled yet'}`]
  if (settled === undefined) return [`${name}: nothing has settled yet, ${firstCount(recent, check.rise, check.fall)}`]
  const form = newest.capacity === settled.capacity ? 'servers' : 'capacity'
  if (newest[form] === settled[form]) return []
  const falling = newest[form] < settled[form]
  const agreeing = inARow(recent, (one) => (falling ? one[form] < settled[form] : one[form] > settled[form]))
  const needed = falling ? check.fall : check.rise
  return [
    `${name}: ${falling ? 'fall' : 'rise'}: ${agreeing} of ${needed} results ${falling ? 'below' : 'above'} ${text(settled[form], form)}`,
  ]
}

const firstCount = (recent: readonly Measure[], rise: number, fall: number): string => {
  const down = recent.at(-1)?.capacity === 0
  const agreeing = inARow(recent, ({ capacity }) => (capacity === 0) === down)
  return down ? `fall: ${agreeing} of ${fall} results at 0%` : `rise: ${agreeing} of ${rise} results above 0%`
}

const inARow = (recent: readonly Measure[], agrees: (one: Measure) => boolean): number =>
  recent.length - 1 - recent.findLastIndex((one) => !agrees(one))

const text = (value: number, form: keyof Measure): string =>
  form === 'capacity' ? `${Math.round(value * 1000) / 10}%` : `${value} servers`
