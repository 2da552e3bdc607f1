// What would this program have announced, once a service is up, down or away by its file?
import type { Config } from '../../config/config.ts'
import type { Service } from '../../config/service.ts'
import type { Event } from '../../engine/event.ts'
import { initialState } from '../../engine/initial-state.ts'
import { nextTick } from '../../engine/next-tick.ts'
import type { State } from '../../engine/state.ts'
import { step } from '../../engine/step.ts'
import { write } from '../../exabgp/command.ts'
import { isRoute } from '../../exabgp/rib.ts'
import { failing, passing } from '../../health/evidence.ts'
import { after, latest, type Milliseconds, reads } from '../../values/time.ts'
import type { Phase } from '../difference.ts'

/** A line for each VIP, in the words of ExaBGP 4.2. */
export type Lines = ReadonlyMap<string, string>

/** One result settles, as on their side. */
export const playOurs = (config: Config): Readonly<Record<Phase, Lines>> => {
  const quick: Config = { ...config, services: [quickly(config.services[0]), ...config.services.slice(1).map(quickly)] }
  const up = settle({ state: initialState(quick, reads(0), true), at: reads(0) }, true, false)
  return {
    up: linesOf(up.state),
    down: linesOf(settle(up, false, false).state),
    disabled: linesOf(settle(up, true, true).state),
  }
}

const quickly = (service: Service): Service => {
  const [first, ...others] = service.checks
  const fast = (check: typeof first): typeof first => ({ ...check, rise: 1, fall: 1, intervalMs: 1000, fastIntervalMs: 1000 })
  return { ...service, checks: [fast(first), ...others.map(fast)] }
}

type Moment = { readonly state: State; readonly at: Milliseconds }

const settle = (moment: Moment, healthy: boolean, away: boolean): Moment => {
  let { state, at } = moment
  const take = (event: Event): void => {
    const next = step(state, event)
    state = next.state
    at = event.at
    for (const effect of next.effects) {
      const question = 'question' in effect && effect.question !== undefined ? { question: effect.question } : {}
      const now = { at: after(at, 1), ...question }
      if (effect.type === 'probe')
        take({ ...now, type: 'probed', check: effect.check, evidence: healthy ? passing('up') : failing('down') })
      if (effect.type === 'look-for-maintenance') take({ ...now, type: 'maintenance-looked', unanswered: [] })
      if (effect.type === 'write') take({ at, type: 'flushed' })
    }
  }
  for (const { service } of state.services)
    if (service.maintenanceFile !== undefined)
      take({ at, type: 'maintenance', service: service.name, file: service.maintenanceFile, forMs: away ? 0 : undefined })
  const until = after(at, 60_000)
  do take({ at: latest(nextTick(state), after(at, 1)), type: 'tick' })
  while (at < until)
  return { state, at }
}

const linesOf = ({ services, desired, exabgp }: State): Lines => {
  const grammar = { ...exabgp.grammar, dialect: '4.2' as const }
  const routes = [...desired.values()].filter(isRoute)
  const withdrawn = services.flatMap(({ service }) =>
    service.vips.map((vip) => [vip.text, write({ kind: 'withdraw', routes: [{ nlri: { prefix: vip } }] }, grammar)] as const),
  )
  return new Map([
    ...withdrawn,
    ...routes.map((route) => [route.nlri.prefix.text, write({ kind: 'announce', routes: [route] }, grammar)] as const),
  ])
}
