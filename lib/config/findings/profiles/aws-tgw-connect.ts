// What does a Connect peer of an AWS Transit Gateway ask of the appliance?
import { bothPeers, ipv4Sessions, vipsAtMost } from './capacity.ts'
import { samePathOnTiers } from './preference.ts'
import type { Rule } from './rule.ts'

const connect = 'https://docs.aws.amazon.com/vpc/latest/tgw/tgw-connect.html'

export const awsTgwConnect: readonly Rule[] = [
  { name: 'ipv4-sessions', severity: 'error', source: connect, judge: ipv4Sessions },
  {
    name: 'routes',
    severity: 'warning',
    source: 'https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html',
    judge: vipsAtMost(1000, 'the quota of a Connect peer unless it was raised'),
  },
  { name: 'both-peers', severity: 'warning', source: connect, judge: bothPeers('both BGP addresses of the Connect peer') },
  { name: 'ecmp', severity: 'warning', source: connect, judge: samePathOnTiers },
]
