// What does Azure Route Server ask of its peers?
import { asnOf16Bits, asnOutside, noPrivatePrepend, pathWithout } from './as-numbers.ts'
import { expressRouteSource, reservedAsns } from './azure.ts'
import { bothPeers, ipv4Sessions, ipv4Vips, sameRoutes, vipsAtMost } from './capacity.ts'
import { noLocalPreference, noMed } from './preference.ts'
import type { Rule } from './rule.ts'

const faq = 'https://learn.microsoft.com/azure/route-server/route-server-faq'

/** 1,000 routes a peer; with what is there already counted beside an update, half of that is safe. */
const mostVips = 500

export const azureRouteServer: readonly Rule[] = [
  { name: '16-bit-asn', severity: 'error', source: faq, judge: asnOf16Bits },
  { name: 'reserved-asn', severity: 'error', source: faq, judge: asnOutside(reservedAsns) },
  { name: 'own-asn', severity: 'error', source: 'https://learn.microsoft.com/azure/route-server/multiregion', judge: pathWithout(65515) },
  { name: 'ipv4-only', severity: 'error', source: faq, judge: ipv4Vips },
  { name: 'ipv4-only', severity: 'error', source: faq, judge: ipv4Sessions },
  {
    name: 'routes',
    severity: 'error',
    source: 'https://www.simonpainter.com/route-server-prefix-limit/',
    judge: vipsAtMost(mostVips, 'as routes announced again count twice towards the 1000 at which the session is closed'),
  },
  { name: 'both-peers', severity: 'warning', source: faq, judge: bothPeers('both addresses of the route server') },
  { name: 'same-routes', severity: 'warning', source: faq, judge: sameRoutes },
  { name: 'private-prepend', severity: 'warning', source: expressRouteSource, judge: noPrivatePrepend },
  { name: 'med', severity: 'warning', source: faq, judge: noMed },
  { name: 'ebgp', severity: 'warning', source: faq, judge: noLocalPreference },
]
