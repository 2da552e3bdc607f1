// How are the routers configured that nobody copies from here, the spine and the one on the other server?
import { type Tor, topology } from './topology.ts'

const { tors, clients } = topology

const perTor = (line: (tor: Tor) => string): string => tors.map((tor) => ` ${line(tor)}\n`).join('')

/** bgpd of the spine: both ways are used where both are there. */
export const spineConfiguration = `
router bgp ${topology.spineAs}
 bgp router-id 10.255.0.100
 no bgp ebgp-requires-policy
 bgp bestpath as-path multipath-relax
 timers bgp 1 3
${perTor(({ spine, as }) => `neighbor ${spine.own.ipv4} remote-as ${as}`)}\
${perTor(({ spine }) => `neighbor ${spine.own.ipv4} timers connect 1`)}\
${perTor(({ spine }) => `neighbor ${spine.own.ipv4} advertisement-interval 0`)}\
 address-family ipv4 unicast
  network ${clients.ipv4.network}
 exit-address-family
 address-family ipv6 unicast
  network ${clients.ipv6.network}
${perTor(({ spine }) => ` neighbor ${spine.own.ipv4} activate`)}\
 exit-address-family
`

/** bgpd of the other server: its VIP, and nothing but that. */
export const otherConfiguration = `
router bgp ${topology.otherAs}
 bgp router-id ${topology.otherVip}
 no bgp ebgp-requires-policy
${perTor(({ other, as }) => `neighbor ${other.own} remote-as ${as}`)}\
${perTor(({ other }) => `neighbor ${other.own} timers connect 1`)}\
 address-family ipv4 unicast
  network ${topology.otherVip}/32
${perTor(({ other }) => ` neighbor ${other.own} prefix-list OWN out`)}\
 exit-address-family
exit
ip prefix-list OWN seq 5 permit ${topology.otherVip}/32
`
