// Which community does a text mean, in the form that every ExaBGP understands?
import { isIPv4 } from 'node:net'
import { expected, type Parsed, parsed, parseUnsigned } from '../values/parsed.ts'

declare const checked: unique symbol

/** Canonical `a:b`, `a:b:c` or `target:a:b`; only the parsers here make one. */
type Community = string & { readonly [checked]: 'community' }
type LargeCommunity = string & { readonly [checked]: 'large' }
type ExtendedCommunity = string & { readonly [checked]: 'extended' }

/** RFC 7999: asks every router on the way to drop the traffic. On a VIP it can only be a mistake. */
const blackhole = '65535:666'

const wellKnown: Readonly<Record<string, string>> = {
  'graceful-shutdown': '65535:0', // RFC 8326
  'no-llgr': '65535:7', // RFC 9494
  'no-export': '65535:65281', // RFC 1997
  'no-advertise': '65535:65282',
  'no-export-subconfed': '65535:65283',
  'no-peer': '65535:65284', // RFC 3765
}

/** Reads `65010:100` (RFC 1997) or a well-known name such as `graceful-shutdown`. 65535:666 (BLACKHOLE, RFC 7999) is refused. */
export const parseCommunity = (text: string): Parsed<Community> => {
  const named = Object.hasOwn(wellKnown, text) ? wellKnown[text] : text
  const numbers = readNumbers(named ?? text, 2, 16)
  if (text === 'blackhole' || numbers === blackhole)
    return expected('a community other than 65535:666 (BLACKHOLE, RFC 7999), which drops the traffic of a VIP')
  return numbers === undefined
    ? expected(`a community such as 65010:100, both numbers up to 65535, or one of ${Object.keys(wellKnown).join(', ')}`)
    : parsed(numbers as Community)
}

/** Reads `65010:1:2`, three numbers of 32 bits (RFC 8092). */
export const parseLargeCommunity = (text: string): Parsed<LargeCommunity> => {
  const numbers = readNumbers(text, 3, 32)
  return numbers === undefined
    ? expected('a large community such as 65010:1:2, numbers up to 4294967295')
    : parsed(numbers as LargeCommunity)
}

/** Reads `target:65010:100`, `origin:192.0.2.1:100` (RFC 4360) or `0x` and 16 hexadecimal digits. */
export const parseExtendedCommunity = (text: string): Parsed<ExtendedCommunity> => {
  if (/^0x[\da-f]{16}$/i.test(text)) return parsed(text.toLowerCase() as ExtendedCommunity)
  const [, kind, administrator, assigned] = /^(target|origin):([^:]+):([^:]+)$/.exec(text) ?? []
  if (kind !== undefined && administrator !== undefined && assigned !== undefined && fitsEightOctets(administrator, assigned)) {
    return parsed(text as ExtendedCommunity)
  }
  return expected('an extended community such as target:65010:100, origin:192.0.2.1:100 or 0x0002fdf200000064')
}

/**
 * All eight octets as `0x` and their digits: two octets of type, then an address, an AS number of 16 or one of 32 bits, and a number (RFC 4360, 3; RFC 5668).
 * ExaBGP 4.2 takes an address for two numbers, later ones a long AS number for an address.
 */
export const extendedOctets = (text: string): string => {
  const [kind, administrator = '', assigned] = text.split(':')
  if (assigned === undefined) return text
  const of = kind === 'target' ? '02' : '03'
  if (isIPv4(administrator)) {
    const address = administrator.split('.').map((one) => octets(one, 1))
    return `0x01${of}${address.join('')}${octets(assigned, 2)}`
  }
  return Number(administrator) < 2 ** 16
    ? `0x00${of}${octets(administrator, 2)}${octets(assigned, 4)}`
    : `0x02${of}${octets(administrator, 4)}${octets(assigned, 2)}`
}

const octets = (number: string, count: number): string =>
  Number(number)
    .toString(16)
    .padStart(2 * count, '0')

// Six octets are left for both numbers: 2 + 4, or 4 + 2 where the first is an address or needs 32 bits.
const fitsEightOctets = (administrator: string, assigned: string): boolean => {
  const short = parseUnsigned(administrator, 16, '').ok
  const long = isIPv4(administrator) || parseUnsigned(administrator, 32, '').ok
  return parseUnsigned(assigned, short ? 32 : 16, '').ok && (short || long)
}

const readNumbers = (text: string, count: number, bits: 16 | 32): string | undefined => {
  const parts = text.split(':')
  return parts.length === count && parts.every((part) => parseUnsigned(part, bits, '').ok) ? text : undefined
}
