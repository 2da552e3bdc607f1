// What does a written service come to?
import type { Attributes } from '../../bgp/attribute-table.ts'
import { overlay } from '../../bgp/attributes.ts'
import { type NonEmpty, nonEmpty } from '../../values/non-empty.ts'
import { attributesOf } from '../schema/attributes.ts'
import type { WrittenCadence } from '../schema/cadence.ts'
import type { Check, WrittenCheck } from '../schema/checks/kinds.ts'
import type { Written } from '../schema/schema.ts'
import type { WrittenService, WrittenTier } from '../schema/service.ts'
import type { Drain, Service, Tier } from '../service.ts'
import { anyCapacity } from '../values/measure.ts'
import { audiencesOf } from './audiences.ts'
import { cadenceOf } from './cadence.ts'
import { dampingOf } from './damping.ts'
import { loopbackOf } from './loopback.ts'

/** What a check does that does not say otherwise. */
type Defaults = { readonly ofStatistics: WrittenCadence; readonly ofProbes: WrittenCadence }

/** HAProxy has counted results already before an event. */
export const defaultsOf = (defaults: WrittenCadence, events: string | undefined): Defaults => ({
  ofStatistics: events === undefined ? defaults : { fall: 1, ...defaults },
  ofProbes: defaults,
})

/** What holds for all services that do not say otherwise. `named`: every neighbor that is known. */
type Shared = {
  readonly bgp: NonNullable<Written['bgp']>
  readonly loopback: Written['loopback']
  readonly named: readonly string[]
  readonly defaults: Defaults
}

/** In the order in which they are written. */
export const resolveServices = (services: Written['services'], shared: Shared): NonEmpty<Service> =>
  nonEmpty(Object.entries(services).map(([name, service]) => resolveService(name, service, shared)))

const resolveService = (name: string, written: WrittenService, { bgp, loopback, named, defaults }: Shared): Service => {
  const attributes = overlay(attributesOf(bgp), attributesOf(written))
  const damping = dampingOf(written.damping, bgp.damping)
  return {
    name,
    vips: nonEmpty(written.vips),
    checks: nonEmpty(written.checks.map((check) => resolveCheck(check, defaults))),
    require: written.require ?? 'all',
    tiers: nonEmpty(
      written.tiers?.map((tier) => resolveTier(tier, attributes)) ?? [{ enter: anyCapacity, leave: anyCapacity, attributes }],
    ),
    attributes,
    down: typeof written.down === 'object' ? attributesOf(written.down) : 'withdraw',
    audiences: nonEmpty(audiencesOf(written, named)),
    ...(written.increase !== undefined && written.increase > 0 && { increase: written.increase }),
    unknown: written.unknown ?? 'hold',
    ...(written['maintenance-file'] !== undefined && { maintenanceFile: written['maintenance-file'] }),
    evidenceMaxAgeMs: written['evidence-max-age'] ?? 300_000,
    holdMs: written.hold ?? 0,
    ...(written.warm !== undefined && { warm: { forMs: written.warm.for, attributes: attributesOf(written.warm) } }),
    ...(written.drain !== undefined && { drain: resolveDrain(written.drain) }),
    ...(damping !== undefined && { damping }),
    ...(written.resume === 'manual' && { resume: written.resume }),
    ...requireLocalOf(written['require-local']),
    ...presentLoopback(loopbackOf(written.loopback, loopback)),
  }
}

const presentLoopback = (loopback: Service['loopback']): Pick<Service, 'loopback'> => (loopback === undefined ? {} : { loopback })

const requireLocalOf = (written: WrittenService['require-local']): Pick<Service, 'requireLocal'> =>
  written === undefined || written === 'off' ? {} : { requireLocal: written }

const resolveDrain = (written: NonNullable<WrittenService['drain']>): Drain => {
  const sessions = written.until === 'idle' ? 0 : written.sessions
  return { forMs: written.for, attributes: attributesOf(written), ...(sessions !== undefined && { sessions }) }
}

const resolveTier = ({ enter, leave = enter, ...own }: WrittenTier, outer: Attributes): Tier => ({
  enter,
  leave,
  attributes: overlay(outer, attributesOf(own)),
})

const resolveCheck = ({ cadence, ...check }: WrittenCheck, { ofStatistics, ofProbes }: Defaults): Check => ({
  ...check,
  ...cadenceOf(cadence, check.kind === 'backend' || check.kind === 'frontend' ? ofStatistics : ofProbes),
})
