// How is it said what keeps a service where it stands?
import type { ServiceState } from '../engine/service-state.ts'
import { type Withheld, withheld } from '../engine/withheld.ts'
import { seconds } from '../values/span.ts'
import { dampingReason, improvement } from './damping.ts'

/** Parts of a sentence, one for each thing that does. */
export const withholding = (state: ServiceState): readonly string[] => withheld(state).map(withheldBy)

export const withheldBy = (one: Withheld): string => {
  switch (one.kind) {
    case 'nothing':
      return `${one.check}: ${one.asked ? 'nothing has settled yet' : 'no result yet'}`
    case 'count':
      return `${one.check}: ${counted(one)}`
    case 'hold':
      return `enough for tier ${one.tier + 1}, but hold makes an improvement wait ${seconds(one.holdMs)}`
    case 'damping':
      return `damping holds ${improvement({ from: one.from, to: one.heldBack.wish.verdict })} back: ${dampingReason(one.heldBack)}`
    case 'maintenance-file':
      return 'the maintenance file has not been looked at yet'
    case 'orders':
      return 'orders of an earlier run are not known'
    case 'resume':
      return `resume is manual: waiting for "exabgp-haproxy resume ${one.service}"`
    case 'greeting':
      return 'the checks have settled; ExaBGP is asked first what it announces from before'
  }
}

const counted = ({ direction, agreeing, needed, settled }: Withheld & { kind: 'count' }): string => {
  const count = `${direction}: ${agreeing} of ${needed} results`
  if (settled === undefined) return `nothing has settled yet, ${count} ${direction === 'fall' ? 'at' : 'above'} 0%`
  const { form, value } = settled
  return `${count} ${direction === 'fall' ? 'below' : 'above'} ${form === 'capacity' ? `${Math.round(value * 1000) / 10}%` : `${value} servers`}`
}
