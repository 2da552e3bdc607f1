// What does the route server design look like: appliances in racks, route servers behind anycast addresses, with their addresses?

export type Appliances = 'preferred' | 'standby'

export type RouteServer = {
  readonly name: string
  /** Of this server alone. */
  readonly address: string
  /** Shared with another server; the appliances know no other address. */
  readonly anycast: string
  /** What it costs the fabric to reach the anycast address here; the cheaper server is the nearest. */
  readonly cost: number
  /** Of the wire to the fabric, at the server and at the fabric. */
  readonly wire: readonly [server: string, fabric: string]
}

export const topology = {
  vip: '203.0.113.10',
  password: 'only-for-the-lab',
  fabric: { address: '10.255.2.1', as: 65000, networks: '10.0.0.0/8' },
  client: { address: '10.99.0.2', fabric: '10.99.0.1' },
  racks: { rack1: '10.1.0.1', rack2: '10.2.0.1', farm: '10.3.0.1' },
  appliances: {
    preferred: { rack: 'rack1', address: '10.1.0.7', webServers: ['10.3.0.11', '10.3.0.12'] },
    standby: { rack: 'rack2', address: '10.2.0.8', webServers: ['10.3.0.21', '10.3.0.22'] },
  },
  /** Where the preferred appliance moves to. */
  newPlace: { rack: 'rack2', address: '10.2.0.9' },
  routeServers: [
    { name: 'rs1', address: '10.255.1.1', anycast: '10.255.0.1', cost: 10, wire: ['10.254.1.2', '10.254.1.1'] },
    { name: 'rs2', address: '10.255.1.2', anycast: '10.255.0.1', cost: 20, wire: ['10.254.2.2', '10.254.2.1'] },
    { name: 'rs3', address: '10.255.1.3', anycast: '10.255.0.2', cost: 10, wire: ['10.254.3.2', '10.254.3.1'] },
    { name: 'rs4', address: '10.255.1.4', anycast: '10.255.0.2', cost: 20, wire: ['10.254.4.2', '10.254.4.1'] },
  ],
} as const satisfies Topology

type Topology = {
  readonly vip: string
  readonly password: string
  readonly fabric: { readonly address: string; readonly as: number; readonly networks: string }
  readonly client: { readonly address: string; readonly fabric: string }
  readonly racks: Readonly<Record<'rack1' | 'rack2' | 'farm', string>>
  readonly appliances: Readonly<Record<Appliances, Place & { readonly webServers: readonly string[] }>>
  readonly newPlace: Place
  readonly routeServers: readonly RouteServer[]
}

/** Where an appliance stands: its address is on the segment of a rack, a /24 whose gateway is the fabric. */
export type Place = { readonly rack: 'rack1' | 'rack2'; readonly address: string }
