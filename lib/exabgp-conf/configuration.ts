// What does a whole configuration of ExaBGP say, with our process and every neighbor that hears from it?
import type { Family } from '../bgp/address.ts'
import type { Asn } from '../bgp/as-path.ts'
import { md5Lines } from './md5-password.ts'
import { written } from './quoting.ts'

export type Configuration = {
  /** Program and arguments of our process; each word is writable. */
  readonly run: readonly string[]
  /** An IPv4 address. */
  readonly routerId: string
  readonly localAs: Asn
  readonly neighbors: readonly Neighbor[]
}

export type Neighbor = {
  readonly address: string
  /** Of the same family as `address`. */
  readonly localAddress: string
  readonly peerAs: Asn
  readonly holdTimeS: number
  readonly families: readonly Family[]
  /** TTL of what is sent. */
  readonly multihop?: number
  readonly md5Password?: string
  readonly gracefulRestartS?: number
  /** Lines of its block `capability` that attributes need. */
  readonly capabilities?: readonly string[]
  /** Whether our process says that all has been announced, instead of ExaBGP. */
  readonly manualEor?: boolean
}

/** The text of `exabgp.conf`, in words that ExaBGP 4.2 and 5.0 both read. The same record gives the same text. */
export const exabgpConfiguration = (configuration: Configuration): string =>
  [heading, processBlock(configuration), ...configuration.neighbors.map((neighbor) => neighborBlock(neighbor, configuration))].join('\n')

const heading = '# Made by exabgp-haproxy exabgp-conf, for ExaBGP 4.2 and 5.0. Change what it is made from, and make it again.\n'

const processName = 'rhi'

const processBlock = ({ run }: Configuration): string =>
  block(`process ${processName}`, [`run ${run.map(written).join(' ')};`, 'encoder text;'])

const neighborBlock = (neighbor: Neighbor, { routerId, localAs }: Configuration): string =>
  block(`neighbor ${neighbor.address}`, [
    `router-id ${routerId};`,
    `local-address ${neighbor.localAddress};`,
    `local-as ${localAs};`,
    `peer-as ${neighbor.peerAs};`,
    `hold-time ${neighbor.holdTimeS};`,
    ...(neighbor.multihop === undefined ? [] : [`outgoing-ttl ${neighbor.multihop};`]),
    ...(neighbor.md5Password === undefined ? [] : md5Lines(neighbor.md5Password)),
    'group-updates true;',
    // By itself ExaBGP would say at once that it has announced all (End-of-RIB), and the peer would let go of the routes until we announce them again.
    ...(neighbor.gracefulRestartS !== undefined && neighbor.manualEor ? ['manual-eor true;'] : []),
    ...capabilityLines(neighbor),
    ...inner(
      'family',
      neighbor.families.map((family) => `${family} unicast;`),
    ),
    ...inner('api', [`processes [ ${processName} ];`, 'neighbor-changes;']),
  ])

const capabilityLines = ({ gracefulRestartS, capabilities = [] }: Neighbor): readonly string[] => {
  const lines = [...(gracefulRestartS === undefined ? [] : [`graceful-restart ${gracefulRestartS}`]), ...capabilities]
  return lines.length === 0
    ? []
    : inner(
        'capability',
        lines.map((line) => `${line};`),
      )
}

const inner = (name: string, lines: readonly string[]): readonly string[] => ['', ...block(name, lines).trimEnd().split('\n')]

const block = (name: string, lines: readonly string[]): string =>
  `${name} {\n${lines.map((line) => (line === '' ? '\n' : `    ${line}\n`)).join('')}}\n`
