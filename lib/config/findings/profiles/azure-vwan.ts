// What does the hub router of Azure Virtual WAN ask of its peers?
import { asnOf16Bits, asnOutside, noPrivatePrepend } from './as-numbers.ts'
import { expressRouteSource, reservedAsns } from './azure.ts'
import { bothPeers, ipv4Sessions, ipv4Vips, sameRoutes, vipsAtMost } from './capacity.ts'
import { noLocalPreference, noMed, ownNextHop } from './preference.ts'
import type { Rule } from './rule.ts'

const peering = 'https://learn.microsoft.com/azure/virtual-wan/scenario-bgp-peering-hub'
const faq = 'https://learn.microsoft.com/azure/virtual-wan/virtual-wan-faq'
const selection = 'https://learn.microsoft.com/azure/virtual-wan/about-virtual-hub-routing-preference'

export const azureVwan: readonly Rule[] = [
  { name: '16-bit-asn', severity: 'error', source: peering, judge: asnOf16Bits },
  { name: 'reserved-asn', severity: 'error', source: peering, judge: asnOutside(reservedAsns) },
  { name: 'ipv4-only', severity: 'error', source: faq, judge: ipv4Vips },
  { name: 'ipv4-only', severity: 'error', source: faq, judge: ipv4Sessions },
  {
    name: 'routes',
    severity: 'error',
    source: peering,
    judge: vipsAtMost(10_000, 'which is all that a hub takes from everything connected to it'),
  },
  {
    name: 'hub-routes',
    severity: 'warning',
    source: peering,
    judge: vipsAtMost(4000, 'what is left for an appliance of the 10000 of a hub when everything else uses 6000'),
  },
  { name: 'next-hop', severity: 'warning', source: peering, judge: ownNextHop },
  { name: 'both-peers', severity: 'warning', source: peering, judge: bothPeers('both addresses of the hub router') },
  { name: 'same-routes', severity: 'warning', source: peering, judge: sameRoutes },
  { name: 'private-prepend', severity: 'warning', source: expressRouteSource, judge: noPrivatePrepend },
  { name: 'med', severity: 'warning', source: selection, judge: noMed },
  { name: 'ebgp', severity: 'warning', source: peering, judge: noLocalPreference },
]
