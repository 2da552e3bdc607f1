// What does the ECMP design look like: one VIP on a rack of load balancers, with its addresses and AS numbers?

export type Balancer = { readonly name: string; readonly address: string }

/** The VIP of the design. */
export const vip = '203.0.113.10'

/** Every host of the rack is in 10.0.0.0/24; both routers are of AS 65001, the load balancers of AS 65010. */
export const rack = {
  upstream: '10.0.0.1',
  second: '10.0.0.2',
  webServers: ['10.0.0.101', '10.0.0.102'],
} as const

/** The users' network, behind the upstream router. */
export const users = { address: '198.51.100.2', router: '198.51.100.1' } as const

/** How long the routers believe in a load balancer that says nothing, in seconds: as its exabgp-haproxy.yaml says. */
export const holdTime = 6

const balancers = (from: number, to: number): Balancer[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ name: `lb${from + index}`, address: `10.0.0.${10 + from + index}` }))

/** Those that are always there, and those that come and go. */
export const first = balancers(1, 4)
export const more = balancers(5, 8)

/** The name of the load balancer with this address. */
export const nameOf = (address: string): string => [...first, ...more].find((it) => it.address === address)?.name ?? address
