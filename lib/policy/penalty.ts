// What do receivers hold against a service after all that its routes went through?
import type { Damping } from '../config/service.ts'

/** A penalty as it stood at a reading of the monotonic clock, and whether receivers suppressed the service then. */
export type Figure = { readonly penalty: number; readonly at: number; readonly suppressed: boolean }

export const spotless: Figure = { penalty: 0, at: 0, suppressed: false }

/** Receivers count time in steps (FRR in 5 s of whole seconds), and news takes a while to them: a figure does not fall so soon after a change. */
const coarseMs = 10_000

/** The penalty now. */
export const penaltyAt = ({ penalty, at: since }: Figure, { halfLifeMs }: Damping, at: number): number =>
  penalty * 2 ** (-Math.max(0, at - since - coarseMs) / halfLifeMs)

/** Whether receivers suppress the service now. */
export const isSuppressedAt = (figure: Figure, damping: Damping, at: number): boolean =>
  figure.suppressed && penaltyAt(figure, damping, at) >= damping.reuse

/** The figure after a change of the routes; even one that costs nothing lets receivers count in steps anew. */
export const charged = (figure: Figure, cost: number, damping: Damping, at: number): Figure => {
  const penalty = penaltyAt(figure, damping, at) + cost
  return { penalty, at, suppressed: penalty >= damping.suppress || isSuppressedAt(figure, damping, at) }
}

/** When the penalty will be below a limit, if nothing changes; infinite for a limit of 0 or less. */
export const belowAt = ({ penalty, at }: Figure, limit: number, { halfLifeMs }: Damping): number => {
  if (limit <= 0) return Number.POSITIVE_INFINITY
  return penalty < limit ? at : at + coarseMs + Math.ceil(halfLifeMs * Math.log2(penalty / limit)) + 1
}
