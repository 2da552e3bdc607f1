// How are BGP path attributes written, at any level?
import * as v from 'valibot'
import { parseAddress } from '../bgp/address.ts'
import { longestPrepend, parseAsPath } from '../bgp/as-path.ts'
import type { Attributes, NextHop } from '../bgp/attributes.ts'
import { parseCommunity, parseExtendedCommunity, parseLargeCommunity } from '../bgp/community.ts'
import { expected, type Parsed, parsed, parseUnsigned } from '../bgp/parsed.ts'
import { meanings } from './meanings.ts'
import { either, key, list, map, oneOf, text } from './shape.ts'

const separator = /[\s,]+/

const prependCount = `a number from 0 to ${longestPrepend}`

const parsePrepend = (written: string): Parsed<number> => {
  const count = parseUnsigned(written, 16, '')
  return count.ok && count.value <= longestPrepend ? count : expected(prependCount)
}

const number = text('a number from 0 to 4294967295', (written) => parseUnsigned(written, 32, 'a number'))

const asPathText = text('AS numbers separated by spaces', (written) => parseAsPath(written.replaceAll(',', ' ')))

const asPathList = v.pipe(
  v.array(v.string('an AS number'), 'AS numbers separated by spaces'),
  v.transform((numbers) => numbers.join(' ')),
  asPathText,
)

const parseNextHop = (written: string): Parsed<NextHop> => {
  if (written === 'self') return parsed({ ipv4: 'self', ipv6: 'self' })
  const address = parseAddress(written)
  return address.ok
    ? parsed({ ipv4: 'self', ipv6: 'self', [address.value.family]: address.value.text })
    : expected('self, or an IPv4 or IPv6 address')
}

const parseNextHopOf =
  (family: 'ipv4' | 'ipv6', name: string) =>
  (written: string): Parsed<string> => {
    const address = parseAddress(written)
    if (written === 'self' || (address.ok && address.value.family === family)) return parsed(address.ok ? address.value.text : written)
    return expected(`self, or an ${name} address`)
  }

const nextHopMap = v.pipe(
  map({
    ipv4: key('next hop of IPv4 prefixes', text('self, or an IPv4 address', parseNextHopOf('ipv4', 'IPv4'))),
    ipv6: key('next hop of IPv6 prefixes', text('self, or an IPv6 address', parseNextHopOf('ipv6', 'IPv6'))),
  }),
  v.transform(({ ipv4 = 'self', ipv6 = 'self' }): NextHop => ({ ipv4, ipv6 })),
)

/** The keys of a map that may hold attributes, besides its own. */
export const attributeEntries = {
  prepend: key(meanings.prepend, text(prependCount, parsePrepend)),
  'as-path': key(meanings.asPath, either('AS numbers separated by spaces', asPathText, asPathList)),
  med: key(meanings.med, number),
  'local-preference': key(meanings.localPreference, number),
  community: key(meanings.community, list('at least one community', text('a community', parseCommunity), separator)),
  'large-community': key(
    meanings.largeCommunity,
    list('at least one large community', text('a large community', parseLargeCommunity), separator),
  ),
  'extended-community': key(
    meanings.extendedCommunity,
    list('at least one extended community', text('an extended community', parseExtendedCommunity), separator),
  ),
  'next-hop': key(
    meanings.nextHop,
    either('self, an address, or a map of ipv4 and ipv6', text('self, or an IPv4 or IPv6 address', parseNextHop), nextHopMap),
  ),
  'path-information': key(meanings.pathInformation, number),
  origin: key(meanings.origin, oneOf(['igp', 'egp', 'incomplete'])),
}

/** A map of attributes and nothing else. */
export const attributesSchema = map(attributeEntries)

/** Attributes as one level of the configuration names them. */
export type WrittenAttributes = v.InferOutput<typeof attributesSchema>

/** The attributes among the keys of one level. */
export const attributesOf = (level: WrittenAttributes): Attributes => ({
  ...(level.prepend !== undefined && { prepend: level.prepend }),
  ...(level['as-path'] !== undefined && { asPath: level['as-path'] }),
  ...(level.med !== undefined && { med: level.med }),
  ...(level['local-preference'] !== undefined && { localPreference: level['local-preference'] }),
  ...(level.community !== undefined && { communities: level.community }),
  ...(level['large-community'] !== undefined && { largeCommunities: level['large-community'] }),
  ...(level['extended-community'] !== undefined && { extendedCommunities: level['extended-community'] }),
  ...(level['next-hop'] !== undefined && { nextHop: level['next-hop'] }),
  ...(level['path-information'] !== undefined && { pathInformation: level['path-information'] }),
  ...(level.origin !== undefined && { origin: level.origin }),
})
