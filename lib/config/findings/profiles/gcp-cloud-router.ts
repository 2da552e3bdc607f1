// What does Google's Cloud Router ask of a router appliance?
import { bothPeers, vipsAtMost } from './capacity.ts'
import { medBesidePrepend } from './preference.ts'
import type { Rule } from './rule.ts'

const quotas = 'https://docs.cloud.google.com/network-connectivity/docs/router/quotas'

export const gcpCloudRouter: readonly Rule[] = [
  { name: 'routes', severity: 'error', source: quotas, judge: vipsAtMost(5000, 'above which the session is reset') },
  {
    name: 'region-routes',
    severity: 'warning',
    source: quotas,
    judge: vipsAtMost(250, 'the destinations of a region unless its quota was raised; the longest prefixes are dropped first'),
  },
  {
    name: 'both-peers',
    severity: 'warning',
    source: 'https://cloud.google.com/compute/docs/reference/rest/v1/routers',
    judge: bothPeers('both interfaces of the redundant pair'),
  },
  {
    name: 'path-length',
    severity: 'warning',
    source: 'https://docs.cloud.google.com/network-connectivity/docs/router/concepts/learned-routes',
    judge: medBesidePrepend,
  },
]
