// What would another configuration do now, and would it take back too much?
import { attributesKey, nlriKey } from '../bgp/route.ts'
import type { Config } from '../config/config.ts'
import { type Difference, generalDifferences, serviceDifferences } from '../config/differences.ts'
import { keysForStart } from '../config/meaning.ts'
import type { Service } from '../config/service.ts'
import type { DesiredRib } from '../exabgp/rib.ts'
import { states } from '../exabgp/sessions.ts'
import type { Milliseconds } from '../values/time.ts'
import type { State } from './state.ts'
import { step } from './step.ts'
import { wanted } from './wanted.ts'

/** `deed`: what is sent for the sake of it now. `service`: undefined where it holds for all. */
type PlanRow = { readonly service: string | undefined; readonly what: string; readonly deed: string }

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
    ...{ announced: keysOf(before), left: keysOf(after), announce: byVip(announce), withdraw: byVip(withdraw) },
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

// By NLRI and neighbor, where neighbors are known, what that one is to have.
const reach = (state: State): ReadonlyMap<string, Held> => {
  const { settings, neighbors, sessions } = state.exabgp
  const known = [...new Set([...neighbors.keys(), ...states(sessions).keys()])]
  const everyone = settings.neighbors.length > 0 ? settings.neighbors : known.length > 0 ? known : ['every neighbor']
  const held = new Map<string, Held>()
  const desired: DesiredRib = wanted(state)
  for (const { nlri, to = everyone, attributes } of desired.values())
    for (const neighbor of to)
      held.set(`${nlriKey(nlri)} ${neighbor}`, {
        nlri: nlriKey(nlri),
        key: attributes === 'unknown' ? undefined : attributesKey(attributes),
      })
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

/** `announce`, `withdraw`: by VIP. `services`: as they are then, by name. */
type Sent = {
  readonly announced: ReadonlySet<string>
  readonly left: ReadonlySet<string>
  readonly announce: ReadonlyMap<string, readonly string[]>
  readonly withdraw: ReadonlyMap<string, readonly string[]>
  readonly services: ReadonlyMap<string, State['services'][number]>
}

/** So many services are compared at a stretch. */
const stretch = 50

function* rowsOf(before: Config, after: Config, sent: Sent): Generator<undefined, readonly PlanRow[]> {
  const known = new Map(before.services.map((service) => [service.name, service]))
  const next = new Map(after.services.map((service) => [service.name, service]))
  const restart = keysForStart(after, before)
  const general = generalDifferences(before, after).map(({ what }) => ({
    service: undefined,
    what,
    deed: restart.some((key) => what.startsWith(key.replace('.', ' '))) ? 'with the next start' : '',
  }))
  const rows: PlanRow[] = []
  for (const [index, service] of after.services.entries()) {
    if (index % stretch === 0) yield
    rows.push(...rowsOfService(known.get(service.name), service, sent))
  }
  const gone = before.services.filter(({ name }) => !next.has(name))
  return [...general, ...rows, ...gone.map((one) => ({ service: one.name, what: '- service', deed: deedFor(one, sent) }))]
}

const rowsOfService = (before: Service | undefined, after: Service, sent: Sent): readonly PlanRow[] => {
  const service = after.name
  if (before === undefined) return [{ service, what: '+ service', deed: deedFor(after, sent) }]
  const differences = serviceDifferences(before, after)
  const wandering = new Set(differences.flatMap(({ vip }) => (vip === undefined ? [] : [vip])))
  const staying = deedFor({ ...after, vips: after.vips.filter(({ text }) => !wandering.has(text)) }, sent)
  const [first] = differences.filter(({ vip }) => vip === undefined)
  const deedOf = (one: Difference): string => {
    if (one.vip !== undefined) return deedForAll([one.vip], service, sent)
    return one === first || staying.startsWith(nothingSent) ? staying : 'with the above'
  }
  return differences.map((one) => ({ service, what: one.what, deed: deedOf(one) }))
}

const nothingSent = 'nothing is sent'

const deedFor = ({ name, vips }: { readonly name: string; readonly vips: readonly { readonly text: string }[] }, sent: Sent): string =>
  deedForAll(
    vips.map(({ text }) => text),
    name,
    sent,
  )

const deedForAll = (vips: readonly string[], service: string, sent: Sent): string => {
  const of = (nlris: ReadonlyMap<string, readonly string[]>): readonly string[] => vips.flatMap((vip) => nlris.get(vip) ?? [])
  const again = of(sent.announce).filter((nlri) => sent.announced.has(nlri))
  const fresh = of(sent.announce).filter((nlri) => !sent.announced.has(nlri))
  const gone = of(sent.withdraw)
  const state = sent.services.get(service)
  const deeds = [
    ...(fresh.length > 0 ? [`announce ${fresh.join(' ')}`] : []),
    ...(again.length > 0 ? [`announce ${again.join(' ')} again${where(state?.verdict)}`] : []),
    ...(gone.length > 0 ? [`withdraw ${gone.join(' ')}${gone.some((nlri) => sent.left.has(nlri)) ? ' from some neighbors' : ''}`] : []),
  ]
  if (deeds.length > 0) return deeds.join('; ')
  const isOpen = state !== undefined && (state.verdict === 'pending' || state.outdated !== undefined)
  return isOpen ? `${nothingSent} until its checks have settled` : nothingSent
}

const where = (verdict: State['services'][number]['verdict'] | undefined): string =>
  typeof verdict === 'number' ? ` (it is on tier ${verdict + 1})` : verdict === undefined ? '' : ` (it is ${verdict})`
