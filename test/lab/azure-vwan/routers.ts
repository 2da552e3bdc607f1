// How are the routers of the two-region design configured, which are the cloud's and the provider's own?
import type { HubRouter, Region, Topology } from './topology.ts'

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
