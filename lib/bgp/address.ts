// Which address does a text mean, in one canonical form?
import { isIPv4 } from 'node:net'
import { expected, type Parsed, parsed } from '../values/parsed.ts'

export type Family = 'ipv4' | 'ipv6'

export type Address = { readonly family: Family; readonly text: string }

/** Whether it leads nowhere without the name of an interface, which is read nowhere here. */
export const isLinkLocal = (text: string): boolean => /^fe[89ab]/i.test(text)

/** Reads one IPv4 or IPv6 address. Octal and shortened forms (`010.0.0.1`, `10.1`) and zones (`%eth0`) are refused: other programs read them otherwise. */
export const parseAddress = (text: string): Parsed<Address> => {
  if (isIPv4(text)) return parsed({ family: 'ipv4', text })
  if (/^[\da-f:.]+$/i.test(text) && URL.canParse(urlOf(text))) return parsed({ family: 'ipv6', text: canonical(text) })
  return expected('an IPv4 or IPv6 address')
}

// It reads and writes IPv6 addresses as RFC 5952 wants them; the expression of `isIPv6` takes 3 ms of the start.
const canonical = (text: string): string => new URL(urlOf(text)).hostname.slice(1, -1)

const urlOf = (text: string): string => `http://[${text}]`

/** The bits of an address in canonical form, as a number. */
export const bitsOfAddress = (text: string): bigint => {
  if (!text.includes(':')) return fold(text.split('.'), 8n, Number)
  const [head = [], tail = []] = text.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  return fold([...head, ...zeros, ...tail], 16n, (group) => Number.parseInt(group, 16))
}

/** The other way round. */
export const addressOfBits = (family: Family, bits: bigint): string => {
  const digits = bits.toString(16).padStart(family === 'ipv4' ? 8 : 32, '0')
  return family === 'ipv4' ? [...Buffer.from(digits, 'hex')].join('.') : canonical(digits.replace(/....(?=.)/g, '$&:'))
}

const fold = (parts: readonly string[], size: bigint, read: (part: string) => number): bigint =>
  parts.reduce((bits, part) => (bits << size) | BigInt(read(part)), 0n)
