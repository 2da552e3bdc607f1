// Which prefixes does one `exabgp healthcheck` announce, in the order in which MED grows?
import { addressOfBits, bitsOfAddress } from '../bgp/address.ts'
import { hostLength, type Prefix, parsePrefix } from '../bgp/prefix.ts'
import { expected, type Parsed, parsed, parseEach } from '../values/parsed.ts'
import type { Settings } from './settings.ts'

/** An address of the loopback interface, as a prefix, and its label such as `lo:haproxy`. */
export type LoopbackAddress = { readonly prefix: string; readonly label: string }

/** As many addresses of a network as anybody can want. */
const mostAddresses = 1024

export const vipsOf = (settings: Settings, loopback: readonly LoopbackAddress[]): Parsed<readonly Prefix[]> => {
  const named = settings.ips.length > 0 ? parseEach(settings.ips, parsePrefix) : parsed(ofLoopback(settings, loopback))
  if (!named.ok) return named
  if (named.value.length === 0) return expected('an --ip, or an address of the loopback interface that is not of 127.0.0.0/8')
  const single = settings.given.has('deaggregate-networks') ? deaggregated(named.value) : named
  if (!single.ok) return single
  const { length } = single.value
  const first = ((settings.startIp % length) + length) % length
  const vips = [...single.value.slice(first), ...single.value.slice(0, first)]
  return new Set(vips.map(({ text }) => text)).size === length ? parsed(vips) : expected('each VIP once')
}

const ofLoopback = ({ label, given }: Settings, addresses: readonly LoopbackAddress[]): readonly Prefix[] =>
  addresses
    .filter((one) => {
      const own = /^lo:(.*)/.exec(one.label)?.[1]
      return label === undefined || (given.has('label-exact-match') ? own === label : own?.startsWith(label))
    })
    .flatMap((one) => {
      const prefix = parsePrefix(one.prefix)
      return prefix.ok && !/^(127\.|::1\/)/.test(prefix.value.text) ? [prefix.value] : []
    })

const deaggregated = (networks: readonly Prefix[]): Parsed<readonly Prefix[]> => {
  const sizes = networks.map(({ family, length }) => 2 ** (hostLength(family) - length))
  if (sizes.reduce((sum, size) => sum + size, 0) > mostAddresses) return expected(`at most ${mostAddresses} addresses`)
  return parseEach(
    networks.flatMap((network, index) => Array.from({ length: sizes[index] ?? 0 }, (_, at) => addressAt(network, BigInt(at)))),
    parsePrefix,
  )
}

const addressAt = ({ family, address }: Prefix, at: bigint): string => addressOfBits(family, bitsOfAddress(address) + at)
