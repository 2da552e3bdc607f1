// Which AS numbers does a provider take, and which does it drop on the way?
import type { Judge } from './rule.ts'

/** AS numbers, both ends included. */
export type AsnRange = readonly [from: number, to: number]

/** RFC 6996. */
const privateRanges: readonly AsnRange[] = [
  [64512, 65534],
  [4200000000, 4294967294],
]

/** The own AS number fits 16 bits. */
export const asnOf16Bits: Judge = ({ localAs }) =>
  localAs === undefined || localAs <= 65535 ? [] : [{ path: ownAs, expected: 'an AS number of 16 bits, 65535 at most', got: `${localAs}` }]

/** The own AS number lies in none of the ranges. */
export const asnOutside =
  (ranges: readonly AsnRange[]): Judge =>
  ({ localAs }) =>
    localAs === undefined || !within(ranges, localAs)
      ? []
      : [{ path: ownAs, expected: `an AS number outside ${ranges.map(shownRange).join(', ')}`, got: `${localAs}` }]

/** No AS path holds this number, by which its owner takes the route for its own. */
export const pathWithout =
  (foreign: number): Judge =>
  ({ levels }) =>
    levels.flatMap(({ path, own }) =>
      own['as-path']?.some((asn) => asn === foreign)
        ? [{ path: [...path, 'as-path'], expected: `an AS path without ${foreign}`, got: own['as-path'].join(' ') }]
        : [],
    )

/** No path is made longer by private numbers only to be shortened again. */
export const noPrivatePrepend: Judge = ({ localAs, levels }) =>
  levels.flatMap(({ path, own }) => {
    const prepended = (own.prepend ?? 0) > 0 && localAs !== undefined && within(privateRanges, localAs)
    const written = own['as-path'] ?? []
    const expected = 'a public AS number, as ExpressRoute removes private ones and on-premises sees all paths equally long'
    return [
      ...(prepended ? [{ path: [...path, 'prepend'], expected, got: `${localAs}, prepended` }] : []),
      ...(written.length > 1 && written.some((asn) => within(privateRanges, asn))
        ? [{ path: [...path, 'as-path'], expected, got: written.join(' ') }]
        : []),
    ]
  })

const ownAs = ['bgp', 'local-as']

const within = (ranges: readonly AsnRange[], asn: number): boolean => ranges.some(([from, to]) => asn >= from && asn <= to)

const shownRange = ([from, to]: AsnRange): string => (from === to ? `${from}` : `${from}-${to}`)
