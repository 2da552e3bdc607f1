// Which AS path does a text mean, and what does a prepend make of it?
import { expected, expectedOr, type Parsed, parsed, parseEach, parseUnsigned } from '../values/parsed.ts'

declare const checked: unique symbol

/** An autonomous system number, 1 to 4294967294 (RFC 6793; 0 and the last are reserved, RFC 7607 and 7300). */
export type Asn = number & { readonly [checked]: true }

type AsPath = readonly Asn[]

/** The longest prepend: more is filtered by many networks and has no use. */
export const longestPrepend = 32

/** Reads an AS number as `65010` or `1.10` (RFC 5396 asdot). AS 23456 is AS_TRANS (RFC 6793) and nobody's own. */
export const parseAsn = (text: string): Parsed<Asn> => {
  const dotted = /^(\d{1,5})\.(\d{1,5})$/.exec(text)
  const number = dotted === null ? parseUnsigned(text, 32, 'an AS number') : parseDotted(dotted[1] ?? '', dotted[2] ?? '')
  if (!number.ok || number.value === 0 || number.value === 2 ** 32 - 1 || number.value === 23456) {
    const digits = /^AS *(\d.*)$/i.exec(text)?.[1]
    const meant = digits !== undefined && parseAsn(digits).ok ? digits : undefined
    return expectedOr('an AS number from 1 to 4294967294, other than 23456', meant)
  }
  return parsed(number.value as Asn)
}

/** Reads AS numbers separated by spaces, first the nearest; brackets around them are allowed. At most 64. */
export const parseAsPath = (text: string): Parsed<AsPath> => {
  const words = text
    .replace(/^\s*\[(.*)\]\s*$/, '$1')
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0 || words.length > 64) return expected('1 to 64 AS numbers separated by spaces')
  return parseEach(words, parseAsn)
}

/** The path that says `localAs` once and `times` more: ExaBGP sends a given as-path as it stands, so the own AS has to lead it (RFC 4271, 5.1.2). */
export const prepended = (localAs: Asn, times: number): AsPath => Array.from({ length: times + 1 }, () => localAs)

const parseDotted = (high: string, low: string): Parsed<number> => {
  const upper = parseUnsigned(high, 16, 'an AS number')
  const lower = parseUnsigned(low, 16, 'an AS number')
  return upper.ok && lower.ok ? parsed(upper.value * 65536 + lower.value) : expected('an AS number')
}
