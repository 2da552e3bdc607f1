// How is each program of the two-region design configured?
import type { HubRouter, Region, Topology } from './azure-vwan.ts'

/** HAProxy of an appliance. */
export const haproxyConfiguration = ({ webServer }: Region, socket: string): string => `
global
  stats socket ${socket} mode 660 level operator
defaults
  mode http
  timeout connect 300ms
  timeout client 2s
  timeout server 2s
  timeout check 300ms
frontend http_front
  bind *:80
  stats uri /haproxy?stats
  default_backend http_back
backend http_back
  balance roundrobin
  option httpchk GET /
  server backend01 ${webServer}:80 check inter 200ms fall 2 rise 2
`

/** Our own configuration on an appliance. */
export const ownConfiguration = ({ vip, applianceAs }: Topology, { prepend }: Region, socket: string): Record<string, unknown> => ({
  haproxy: { stats: socket },
  bgp: { 'local-as': applianceAs, 'next-hop': 'self' },
  defaults: { interval: '250ms', 'fast-interval': '100ms', rise: 2, fall: 2 },
  services: {
    web: {
      vips: [`${vip}/32`],
      checks: [{ backend: 'http_back' }],
      ...(prepend === 0 ? {} : { tiers: [{ capacity: '1%', prepend }] }),
    },
  },
})

/** ExaBGP of an appliance: a session with each hub router, and the process that decides what to announce. */
export const exabgpConfiguration = ({ applianceAs, hubAs }: Topology, { appliance, hubs }: Region, command: readonly string[]): string => `
process rhi {
  run ${command.join(' ')};
  encoder text;
}
${hubs
  .map(
    ({ address }) => `neighbor ${address} {
  router-id ${appliance};
  local-address ${appliance};
  local-as ${applianceAs};
  peer-as ${hubAs};
  hold-time 9;
  family {
    ipv4 unicast;
  }
  api {
    processes [ rhi ];
  }
}
`,
  )
  .join('')}`

/** bgpd of a hub router: the appliance is more than one hop away in the design, the edge router is next to it. */
export const hubConfiguration = ({ hubAs, applianceAs, edgeAs }: Topology, { appliance, edge }: Region, { address }: HubRouter): string => `
router bgp ${hubAs}
 bgp router-id ${address}
 no bgp ebgp-requires-policy
 timers bgp 3 9
 neighbor ${appliance} remote-as ${applianceAs}
 neighbor ${appliance} ebgp-multihop 8
 neighbor ${appliance} passive
 neighbor ${appliance} advertisement-interval 0
 neighbor ${edge} remote-as ${edgeAs}
 neighbor ${edge} timers connect 1
 neighbor ${edge} advertisement-interval 0
 address-family ipv4 unicast
  neighbor ${edge} next-hop-self
 exit-address-family
`

/** bgpd of the provider edge: four hub routers, ECMP over equally long paths, and the client's network announced to all. */
export const edgeConfiguration = ({ edgeAs, hubAs, client, regions }: Topology): string => `
router bgp ${edgeAs}
 bgp router-id ${client.edge}
 no bgp ebgp-requires-policy
 bgp bestpath as-path multipath-relax
 timers bgp 3 9
${regions
  .flatMap(({ hubs }) => hubs)
  .map(
    ({ edgeSide }) => ` neighbor ${edgeSide} remote-as ${hubAs}
 neighbor ${edgeSide} timers connect 1
 neighbor ${edgeSide} advertisement-interval 0
`,
  )
  .join('')} address-family ipv4 unicast
  network ${client.network}
  maximum-paths 4
 exit-address-family
`
