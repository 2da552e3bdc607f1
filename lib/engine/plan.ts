// What would another configuration do now, and would it take back too much?
import { attributesKey, nlriKey } from '../bgp/route.ts'
import type { Config } from '../config/config.ts'
import { keysForStart } from '../config/meaning.ts'
import { fitting } from '../exabgp/eligible.ts'
import { isRoute } from '../exabgp/rib.ts'
import { states } from '../exabgp/sessions.ts'
import type { Milliseconds } from '../values/time.ts'
import { type PlanRow, rowsOf, type Sent } from './plan-rows.ts'
import type { State } from './state.ts'
import { step } from './step.ts'
import { wanted } from './wanted.ts'

export type Plan = {
  readonly rows: readonly PlanRow[]
  /** NLRI that are announced, or announced otherwise; those that are withdrawn from some neighbor. */
  readonly announce: readonly string[]
  readonly withdraw: readonly string[]
  /** Services that stay as they are. */
  readonly unchanged: number
  /** Keys that differ and count from the next start on. */
  readonly restart: readonly string[]
  /** Why it wants to be forced. */
  readonly refusal: string | undefined
}

/**
 * Nothing happens to the state: the next configuration is tried on it, beside a moment in which nothing happens. A thousand services take a while, so
 * whoever drives it lets others have their turn wherever it yields; it is about the state with which it began.
 */
export function* planning(state: State, next: Config, at: Milliseconds): Generator<undefined, Plan> {
  const before = reach(step(state, { type: 'tick', at }).state)
  yield
  const then = step(state, { type: 'configured', config: next, at }).state
  yield
  const after = reach(then)
  yield
  const announce = keysOf(new Map([...after].filter(([pair, { key }]) => isNews(before.get(pair)?.key, key))))
  const withdraw = keysOf(new Map([...before].filter(([pair]) => !after.has(pair))))
  const sent: Sent = {
    announced: keysOf(before),
    left: keysOf(after),
    announce: byVip(announce),
    withdraw: byVip(withdraw),
    services: new Map(then.services.map((one) => [one.service.name, one])),
  }
  yield
  const gone = [...before.keys()].filter((pair) => !after.has(pair)).length
  return {
    rows: yield* rowsOf(state.config, next, sent),
    announce: [...announce],
    withdraw: [...withdraw],
    unchanged: unchangedIn(then.config, state.config),
    restart: keysForStart(next, state.config),
    refusal: refusalOf(gone, before.size, state.config.reload.withdrawShare),
  }
}

type Held = { readonly nlri: string; readonly key: string | undefined }

// By NLRI and neighbor, where neighbors are known, what that one is to have, if any session can carry it.
const reach = (state: State): ReadonlyMap<string, Held> => {
  const { settings, neighbors, sessions } = state.exabgp
  const known = [...new Set([...neighbors.keys(), ...states(sessions).keys()])]
  const everyone = settings.neighbors.length > 0 ? settings.neighbors : known.length > 0 ? known : ['every neighbor']
  const held = new Map<string, Held>()
  for (const entry of wanted(state).values()) {
    if (isRoute(entry) && fitting(entry, state.exabgp) === undefined) continue
    const { nlri, to = everyone, attributes } = entry
    for (const neighbor of to)
      held.set(`${nlriKey(nlri)} ${neighbor}`, {
        nlri: nlriKey(nlri),
        key: attributes === 'unknown' ? undefined : attributesKey(attributes),
      })
  }
  return held
}

const isNews = (before: string | undefined, after: string | undefined): boolean => after !== undefined && before !== after

const keysOf = (held: ReadonlyMap<string, Held>): ReadonlySet<string> => new Set([...held.values()].map(({ nlri }) => nlri))

const byVip = (nlris: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  for (const nlri of nlris) {
    const [vip = ''] = nlri.split(' ')
    const known = found.get(vip)
    if (known === undefined) found.set(vip, [nlri])
    else known.push(nlri)
  }
  return found
}

const unchangedIn = ({ services }: Config, before: Config): number => {
  const known = new Set(before.services)
  return services.filter((service) => known.has(service)).length
}

const refusalOf = (gone: number, announced: number, share: number): string | undefined => {
  if (gone === 0 || (gone < announced && gone / announced <= share)) return undefined
  const much = gone === announced ? 'all' : `${gone} of ${announced}`
  return `it would withdraw ${much} of what is announced${gone === announced ? '' : `, more than ${share * 100}% (reload.withdraw)`}`
}
