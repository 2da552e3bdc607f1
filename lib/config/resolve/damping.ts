// With which figures do receivers damp a service?

import type { WrittenDamping } from '../schema/damping.ts'
import type { Damping } from '../service.ts'

/** What a service says goes before what `bgp` says, figure by figure; undefined: no damping. The defaults are those of Cisco and FRR. */
export const dampingOf = (own: WrittenDamping | undefined, outer: WrittenDamping | undefined): Damping | undefined => {
  if ((own ?? outer ?? 'off') === 'off') return undefined
  const figures = { ...figuresOf(outer), ...figuresOf(own) }
  return {
    halfLifeMs: figures['half-life'] ?? 900_000,
    suppress: figures.suppress ?? 2000,
    reuse: figures.reuse ?? 750,
    longestMs: figures.longest ?? 3_600_000,
  }
}

export type Figures = Exclude<WrittenDamping, string>

/** The figures among what is written. */
export const figuresOf = (written: WrittenDamping | undefined): Figures => (typeof written === 'object' ? written : {})
