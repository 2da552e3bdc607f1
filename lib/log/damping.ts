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

/** A time that someone has to wait: `12.3 s`, `15 min 2 s`. */
export const span = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`
