// Which prefix does a text mean, and does one prefix contain another?
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { addressOfBits, bitsOfAddress, type Family, parseAddress } from './address.ts'

declare const checked: unique symbol

/** A prefix without host bits; `text` is canonical and compares by equality. Only `parsePrefix` makes one. */
export type Prefix = {
  readonly family: Family
  readonly address: string
  /** 0 to 32, or to 128. */
  readonly length: number
  readonly text: string
  readonly [checked]: true
}

export const hostLength = (family: Family): 32 | 128 => (family === 'ipv4' ? 32 : 128)

/** Reads `address` (a host prefix) or `address/length`. Host bits set, octal and shortened addresses are refused (ExaBGP would refuse the former, and read the latter otherwise). */
export const parsePrefix = (text: string): Parsed<Prefix> => {
  const [, addressText, lengthText] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? []
  if (addressText === undefined) return expected('a prefix such as 192.0.2.1/32 or 2001:db8::1/128')
  const address = parseAddress(addressText)
  if (!address.ok) return expected('a prefix such as 192.0.2.1/32 or 2001:db8::1/128')
  const { family } = address.value
  const length = lengthText === undefined ? hostLength(family) : Number(lengthText)
  if (length > hostLength(family)) return expected(`a prefix length of at most ${hostLength(family)}`)
  const hostBits = BigInt(hostLength(family) - length)
  const network = addressOfBits(family, (bitsOfAddress(address.value.text) >> hostBits) << hostBits)
  if (network !== address.value.text) return expected(`a prefix without host bits (${network}/${length})`)
  return parsed({ family, address: network, length, text: `${network}/${length}` } as Prefix)
}

/** Whether `inner` is `outer` or lies within it. */
export const contains = (outer: Prefix, inner: Prefix): boolean =>
  outer.family === inner.family &&
  inner.length >= outer.length &&
  (bitsOf(outer) ^ bitsOf(inner)) >> BigInt(hostLength(outer.family) - outer.length) === 0n

// The same few prefixes are compared whenever a service moves, and reading a text costs far more than comparing numbers.
const bitsOf = (prefix: Prefix): bigint => {
  const known = knownBits.get(prefix)
  if (known !== undefined) return known
  const bits = bitsOfAddress(prefix.address)
  knownBits.set(prefix, bits)
  return bits
}

const knownBits = new WeakMap<Prefix, bigint>()
