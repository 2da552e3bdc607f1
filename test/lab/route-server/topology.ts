// What does the route server design look like: appliances in racks, route servers behind anycast addresses, with their addresses?

export type Role = 'preferred' | 'standby'

/** An IPv4 and an IPv6 address of one host. */
export type Pair = readonly [ipv4: string, ipv6: string]

/** Where an appliance stands: its addresses are of the segment of a rack. */
export type Place = { readonly rack: 'rack1' | 'rack2'; readonly addresses: Pair }

export type RouteServer = {
  readonly name: string
  /** Of this server alone. */
  readonly address: string
  /** Shared with another server; the appliances know no others. */
  readonly anycast: Pair
  /** What it costs the fabric to reach the anycast addresses here; the cheaper server is the nearest. */
  readonly cost: number
  /** The ends of the wire to the fabric. */
  readonly here: Pair
  readonly fabric: Pair
}

const routeServer = (number: number, anycast: number, cost: number): RouteServer => ({
  name: `rs${number}`,
  address: `10.255.1.${number}`,
  anycast: [`10.255.0.${anycast}`, `2001:db8:ff::${anycast}`],
  cost,
  here: [`10.254.${number}.2`, `2001:db8:fe:${number}::2`],
  fabric: [`10.254.${number}.1`, `2001:db8:fe:${number}::1`],
})

/** The less that it costs, the nearer it is. */
const [near, far] = [10, 20]

/** Segments are /24 and /64. */
export const topology = {
  /** What is announced, and the address that a client asks. */
  vips: ['203.0.113.10/32', '2001:db8:113:10::/64'],
  vip: '203.0.113.10',
  password: 'only-for-the-lab',
  /** `networks`: where everything is but the VIPs. `address6`: to FRR 10 a session bears IPv6 routes only if its end has an IPv6 address too. */
  fabric: { address: '10.255.2.1', address6: '2001:db8:ff:2::1', as: 65000, networks: ['10.0.0.0/8', '2001:db8::/32'] },
  client: { address: '10.99.0.2', fabric: '10.99.0.1' },
  gateways: {
    rack1: ['10.1.0.1', '2001:db8:1::1'],
    rack2: ['10.2.0.1', '2001:db8:2::1'],
    farm: ['10.3.0.1', '2001:db8:3::1'],
  },
  appliances: {
    preferred: { rack: 'rack1', addresses: ['10.1.0.7', '2001:db8:1::7'] },
    standby: { rack: 'rack2', addresses: ['10.2.0.8', '2001:db8:2::8'] },
  },
  /** Where the preferred appliance moves to. */
  newPlace: { rack: 'rack2', addresses: ['10.2.0.9', '2001:db8:2::9'] },
  webServers: { preferred: ['10.3.0.11', '10.3.0.12'], standby: ['10.3.0.21', '10.3.0.22'] },
  routeServers: [routeServer(1, 1, near), routeServer(2, 1, far), routeServer(3, 2, near), routeServer(4, 2, far)],
} as const satisfies Topology

/** The servers that the appliances reach while all live. */
export const isNearest = ({ cost }: RouteServer): boolean => cost === near

type Topology = {
  readonly vips: Pair
  readonly vip: string
  readonly password: string
  readonly fabric: { readonly address: string; readonly address6: string; readonly as: number; readonly networks: Pair }
  readonly client: { readonly address: string; readonly fabric: string }
  readonly gateways: Readonly<Record<'rack1' | 'rack2' | 'farm', Pair>>
  readonly appliances: Readonly<Record<Role, Place>>
  readonly newPlace: Place
  readonly webServers: Readonly<Record<Role, readonly string[]>>
  readonly routeServers: readonly [nearest: RouteServer, other: RouteServer, ...more: RouteServer[]]
}
