// Which lines say what another configuration changes, and what is sent for each?
import type { Config } from '../config/config.ts'
import { type Difference, generalDifferences, serviceDifferences } from '../config/differences.ts'
import { keysForStart } from '../config/meaning.ts'
import type { Service } from '../config/service.ts'
import type { Verdict } from '../policy/desired.ts'
import type { ServiceState } from './service-state.ts'

/** `deed`: what is sent for the sake of it now. `service`: undefined where it holds for all. */
export type PlanRow = { readonly service: string | undefined; readonly what: string; readonly deed: string }

/** What would be sent: NLRI, `announce` and `withdraw` by VIP. `announced`, `left`: NLRI before and after. `services`: as they are then, by name. */
export type Sent = {
  readonly announced: ReadonlySet<string>
  readonly left: ReadonlySet<string>
  readonly announce: ReadonlyMap<string, readonly string[]>
  readonly withdraw: ReadonlyMap<string, readonly string[]>
  readonly services: ReadonlyMap<string, ServiceState>
}

/** So many services are compared at a stretch. */
const stretch = 50

/** A row for each difference, general ones first. Yields so that others have their turn. */
export function* rowsOf(before: Config, after: Config, sent: Sent): Generator<undefined, readonly PlanRow[]> {
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
  const isOpen = state !== undefined && (state.verdict === 'pending' || state.outdated)
  return isOpen ? `${nothingSent} until its checks have settled` : nothingSent
}

const where = (verdict: Verdict | undefined): string =>
  typeof verdict === 'number' ? ` (it is on tier ${verdict + 1})` : verdict === undefined ? '' : ` (it is ${verdict})`
