// Which address does a text mean, in one canonical form?
import { Address4, Address6 } from 'ip-address'
import { expected, type Parsed, parsed } from '../values/parsed.ts'

export type Family = 'ipv4' | 'ipv6'

export type Address = { readonly family: Family; readonly text: string }

/** Whether it leads nowhere without the name of an interface, which is read nowhere here. */
export const isLinkLocal = (text: string): boolean => /^fe[89ab]/i.test(text)

/** Reads one IPv4 or IPv6 address. Octal and shortened forms (`010.0.0.1`, `10.1`) and zones (`%eth0`) are refused: other programs read them otherwise. */
export const parseAddress = (text: string): Parsed<Address> => {
  if (/^[\d.]+$/.test(text) && Address4.isValid(text)) return parsed({ family: 'ipv4', text: new Address4(text).correctForm() })
  if (/^[\da-f:.]+$/i.test(text) && Address6.isValid(text)) return parsed({ family: 'ipv6', text: new Address6(text).correctForm() })
  return expected('an IPv4 or IPv6 address')
}
