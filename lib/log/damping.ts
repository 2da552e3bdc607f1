// How is damping put into words?
import type { Verdict } from '../policy/desired.ts'

/** What a service wants; the same verdict again is what follows a slow start. */
export const improvement = ({ from, to }: { readonly from: Verdict; readonly to: Verdict }): string => {
  if (from === to) return 'the end of slow start'
  return typeof to === 'number' ? `tier ${to + 1}` : 'the last resort'
}

/** Why it has to wait. */
export const dampingReason = ({ penalty, limit }: { readonly penalty: number; readonly limit: number }): string =>
  `penalty ${Math.ceil(penalty)} has to fall below ${Math.round(limit)}`
