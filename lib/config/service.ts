// What was configured for a service?
import type { Attributes } from '../bgp/attribute-table.ts'
import type { Prefix } from '../bgp/prefix.ts'
import type { Audience } from '../bgp/route.ts'
import type { NonEmpty } from '../values/non-empty.ts'
import type { Check } from './schema/checks/kinds.ts'
import type { Threshold } from './values/measure.ts'

export type Service = {
  readonly name: string
  readonly vips: NonEmpty<Prefix>
  readonly checks: NonEmpty<Check>
  readonly require: 'all' | 'any'
  /** Best first. */
  readonly tiers: NonEmpty<Tier>
  /** Those of bgp and service, for when every tier is missed. */
  readonly attributes: Attributes
  /** What to announce then, over `attributes`. */
  readonly down: 'withdraw' | Attributes
  /** Who gets which attributes over those of the tier; no neighbor twice. */
  readonly audiences: NonEmpty<ServiceAudience>
  /** By how much MED grows from one VIP to the next; absent: not at all. */
  readonly increase?: number
  readonly unknown: 'hold' | 'down'
  /** With `require: any`: how long the last result of a check counts that has been unknown since. */
  readonly evidenceMaxAgeMs: number
  readonly maintenanceFile?: string
  /** Least time where the service stands before it improves. */
  readonly holdMs: number
  /** After coming up: these attributes over those of the tier, for a while, as far as they make it less attractive. */
  readonly warm?: { readonly forMs: number; readonly attributes: Attributes }
  readonly drain?: Drain
  /** Absent: improvements do not wait for receivers to forget. */
  readonly damping?: Damping
  /** Once it was announced and went down it stays so until an operator orders it back. */
  readonly resume?: 'manual'
  /** `on`: it counts as down while this machine lacks one of its VIPs; `ignore`: nobody looks. Absent: that is told. */
  readonly requireLocal?: 'on' | 'ignore'
  /** Absent: its VIPs are not put on this machine. */
  readonly loopback?: Loopback
}

/** Where VIPs are put on this machine. */
export type Loopback = {
  readonly interface: string
  /** `withdrawn`: it is taken away once it is withdrawn and `lingerMs` have passed. */
  readonly remove: 'never' | 'withdrawn'
  readonly lingerMs: number
}

export type Tier = {
  /** Reached at this much or more. */
  readonly enter: Threshold
  /** Left below this much; at most `enter`. */
  readonly leave: Threshold
  /** Those of bgp and service overlaid with the tier's own. */
  readonly attributes: Attributes
}

/** Without `to`: every neighbor that the process speaks to. */
export type ServiceAudience = { readonly to?: Audience; readonly attributes: Attributes }

/** A departure that an operator orders: these attributes over those of the tier, then withdrawn. */
export type Drain = {
  readonly forMs: number
  readonly attributes: Attributes
  /** Withdrawn earlier once HAProxy has this many sessions or fewer. */
  readonly sessions?: number
}

/** When those who receive our routes suppress one that changes too often (RFC 2439). */
export type Damping = {
  /** In which a penalty falls to its half. */
  readonly halfLifeMs: number
  /** Suppressed at this penalty or more. */
  readonly suppress: number
  /** Used again below this penalty; less than `suppress`. */
  readonly reuse: number
  /** The longest that an improvement waits. */
  readonly longestMs: number
}
