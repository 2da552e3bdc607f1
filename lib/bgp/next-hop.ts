// Which next hop does a text mean, for the prefixes of each family?
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { type Family, parseAddress } from './address.ts'
import { unfitForRouter } from './special-purpose.ts'

/** `self` is the address that the session to each neighbor uses, as ExaBGP knows it. */
export type NextHop = Readonly<Record<Family, string>>

/** Reads `self`, or an address, which leaves the other family with `self`. */
export const parseNextHop = (text: string): Parsed<NextHop> => {
  if (text === 'self') return parsed({ ipv4: 'self', ipv6: 'self' })
  const address = parseAddress(text)
  if (!address.ok) return expected('self, or an IPv4 or IPv6 address')
  const { family, text: canonical } = address.value
  return forwarding(canonical, { ipv4: 'self', ipv6: 'self', [family]: canonical })
}

/** Reads `self`, or an address of this family. */
export const parseNextHopOf =
  (family: Family) =>
  (text: string): Parsed<string> => {
    if (text === 'self') return parsed(text)
    const address = parseAddress(text)
    return address.ok && address.value.family === family
      ? forwarding(address.value.text, address.value.text)
      : expected(`self, or an ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address`)
  }

const forwarding = <Value>(address: string, value: Value): Parsed<Value> => {
  const unfit = unfitForRouter(address, { self: false })
  return unfit === undefined ? parsed(value) : expected(unfit)
}
