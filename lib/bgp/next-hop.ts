// Which next hop does a text mean, for the prefixes of each family?
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { type Family, parseAddress } from './address.ts'

/** `self` is the address that the session to each neighbor uses, as ExaBGP knows it. */
export type NextHop = Readonly<Record<Family, string>>

/** Reads `self`, or an address, which leaves the other family with `self`. */
export const parseNextHop = (text: string): Parsed<NextHop> => {
  if (text === 'self') return parsed({ ipv4: 'self', ipv6: 'self' })
  const address = parseAddress(text)
  return address.ok
    ? parsed({ ipv4: 'self', ipv6: 'self', [address.value.family]: address.value.text })
    : expected('self, or an IPv4 or IPv6 address')
}

/** Reads `self`, or an address of this family. */
export const parseNextHopOf =
  (family: Family) =>
  (text: string): Parsed<string> => {
    const address = parseAddress(text)
    if (text === 'self' || (address.ok && address.value.family === family)) return parsed(address.ok ? address.value.text : text)
    return expected(`self, or an ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address`)
  }
