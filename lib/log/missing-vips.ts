// How is it said that traffic for a VIP would find nobody here?
import type { Prefix } from '../bgp/prefix.ts'
import { some } from '../values/some.ts'

/** Names the remedy, and the one case in which there is none to be sought. */
export const elsewhere = (vips: readonly Prefix[]): string => {
  const [first] = vips
  const all = some(vips.map(({ text }) => text))
  const [are, them] = vips.length === 1 ? ['is no address', 'it'] : ['are no addresses', 'them']
  return `${all} ${are} of this machine, so traffic that routers send here for ${them} is not answered, unless a local route takes it: ip address add ${first?.text} dev lo`
}
