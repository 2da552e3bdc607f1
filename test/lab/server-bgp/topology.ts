// What does the server design look like: a server with a wire to each of two top-of-rack routers, another one beside it, with their addresses?

/** A top-of-rack router and its wires; at each its own address and that of the other end. */
export type Tor = {
  readonly name: 'tor1' | 'tor2'
  readonly as: number
  readonly loopback: Both
  readonly spine: { readonly own: Both; readonly far: Both }
  readonly server: { readonly own: Both; readonly far: Both }
  readonly other: { readonly own: string; readonly far: string }
}

/** An address of each family. */
export type Both = { readonly ipv4: string; readonly ipv6: string }

export const topology = {
  spineAs: 65000,
  otherAs: 65202,
  vip: { ipv4: '203.0.113.10', ipv6: '2001:db8:203::10' },
  otherVip: '203.0.113.20',
  clients: {
    ipv4: { address: '10.99.4.2', gateway: '10.99.4.1', network: '10.99.4.0/24', length: 24 },
    ipv6: { address: '2001:db8:99::2', gateway: '2001:db8:99::1', network: '2001:db8:99::/64', length: 64 },
  },
  tors: [tor(1, 65101), tor(2, 65102)],
} as const

function tor(number: 1 | 2, as: number): Tor {
  return {
    name: `tor${number}`,
    as,
    loopback: { ipv4: `10.255.0.${number}`, ipv6: `2001:db8:255::${number}` },
    spine: {
      own: { ipv4: `10.0.${number}.2`, ipv6: `2001:db8:0:${number}::2` },
      far: { ipv4: `10.0.${number}.1`, ipv6: `2001:db8:0:${number}::1` },
    },
    server: {
      own: { ipv4: `10.${number}.0.1`, ipv6: `2001:db8:${number}::1` },
      far: { ipv4: `10.${number}.0.10`, ipv6: `2001:db8:${number}::10` },
    },
    other: { own: `10.${number}.1.1`, far: `10.${number}.1.20` },
  }
}
