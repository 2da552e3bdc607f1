// How are the BGP sessions of this node written, from which a configuration of ExaBGP is made?
import * as v from 'valibot'
import { type Address, isLinkLocal, parseAddress } from '../../bgp/address.ts'
import { parseAsn } from '../../bgp/as-path.ts'
import { unfitForRouter } from '../../bgp/special-purpose.ts'
import { expected, type Parsed, parsed, parseUnsigned } from '../../values/parsed.ts'
import { parseSeconds } from '../values/duration.ts'
import { parsePath } from '../values/names.ts'
import { meanings } from './meanings.ts'
import { either, key, list, map, needed, oneOf, text } from './shape.ts'

const hops = 'a number of hops from 1 to 255'

const parseHops = (written: string): Parsed<number> => {
  const count = parseUnsigned(written, 16, '')
  return count.ok && count.value > 0 && count.value < 256 ? count : expected(hops)
}

const routerId = 'a router ID such as 192.0.2.1'

const parseRouterId = (written: string): Parsed<string> => {
  const address = parseAddress(written)
  return address.ok && address.value.family === 'ipv4' && address.value.text !== '0.0.0.0' ? parsed(address.value.text) : expected(routerId)
}

const seconds = (least: number, most: number) =>
  text('a whole number of seconds such as 30s', (written) => parseSeconds(written, least, most))

// ExaBGP knows no zone, without which a link-local address leads nowhere.
const parseSessionAddress = (written: string): Parsed<Address> => {
  if (isLinkLocal(written)) return expected('an IPv4 or IPv6 address that is not link-local')
  const address = parseAddress(written)
  const unfit = address.ok ? unfitForRouter(address.value.text, { self: true }) : undefined
  return unfit === undefined ? address : expected(unfit)
}

const address = text('an IPv4 or IPv6 address', parseSessionAddress)

const peerEntries = {
  as: key(meanings.peerAs, text('an AS number', parseAsn)),
  'hold-time': key(meanings.holdTime, seconds(3, 65_535)),
  multihop: key(meanings.multihop, text(hops, parseHops)),
  families: key(meanings.families, list('at least one of ipv4, ipv6', oneOf(['ipv4', 'ipv6']), /[\s,]+/)),
  'md5-file': key(meanings.md5File, text('an absolute path', parsePath)),
  'graceful-restart': key(meanings.gracefulRestart, seconds(1, 4095)),
}

const peerMap = map({
  address: needed(meanings.peerAddress, address),
  'local-address': key(meanings.localAddress, address),
  ...peerEntries,
})

export type WrittenPeer = v.InferOutput<typeof peerMap>

const peerAddress = v.pipe(
  address,
  v.transform((only: Address): WrittenPeer => ({ address: only })),
)

/** One peer: a map, or its address alone. */
export const peerSchema = either('an address, or a map', peerAddress, peerMap)

/** The keys of `sessions`; what it says besides the router ID and the peers holds for every peer that does not say otherwise. */
export const sessionsEntries = {
  'router-id': key(meanings.routerId, text(routerId, parseRouterId)),
  ...peerEntries,
  peers: needed(meanings.peers, list('at least one peer', peerSchema, /[\s,]+/)),
}

export const sessionsSchema = map(sessionsEntries)

export type WrittenSessions = v.InferOutput<typeof sessionsSchema>
