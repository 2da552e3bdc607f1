// How do a router of a site and ExaBGP on its node describe the sessions between them?
import type { Family } from './frr.ts'

/** One router and its sessions with the node. */
export type Peering = {
  readonly routerAs: number
  readonly nodeAs: number
  readonly routerId: string
  /** Seconds. */
  readonly holdTime: number
  readonly sessions: readonly { readonly router: string; readonly node: string; readonly families: readonly Family[] }[]
}

/** The `neighbor` blocks of ExaBGP's configuration; `more` stands inside each. */
export const exabgpNeighbors = ({ sessions, nodeAs, routerAs, holdTime }: Peering, more: string): string =>
  sessions
    .map(
      ({ router, node, families }) => `neighbor ${router} {
  router-id 10.1.0.1;
  local-address ${node};
  local-as ${nodeAs};
  peer-as ${routerAs};
  hold-time ${holdTime};
  family {
${families.map((family) => `    ${family} unicast;`).join('\n')}
  }
  api {
    processes [ rhi ];
  }
  ${more}
}
`,
    )
    .join('\n')

/** bgpd's configuration: it waits for the node to connect, and accepts what it announces. */
export const bgpdConfiguration = (peering: Peering): string => `router bgp ${peering.routerAs}
 bgp router-id ${peering.routerId}
 no bgp ebgp-requires-policy
 no bgp default ipv4-unicast
 timers bgp ${Math.floor(peering.holdTime / 3)} ${peering.holdTime}
${peering.sessions.map(({ node }) => neighborLines(node, peering.nodeAs)).join('\n')}
${families.map((family) => addressFamily(family, peering)).join('\n')}
`

const families = ['ipv4', 'ipv6'] as const

const neighborLines = (node: string, nodeAs: number): string => ` neighbor ${node} remote-as ${nodeAs}
 neighbor ${node} passive
 neighbor ${node} advertisement-interval 0`

const addressFamily = (family: Family, { sessions }: Peering): string => {
  const carried = sessions.filter((session) => session.families.includes(family))
  const lines = [`address-family ${family} unicast`, ...carried.map(({ node }) => ` neighbor ${node} activate`), 'exit-address-family']
  return lines.map((line) => ` ${line}`).join('\n')
}
