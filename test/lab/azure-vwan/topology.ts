// What does the two-region design look like: an anycast address behind two cloud hubs, with their addresses and AS numbers?

export type HubRouter = {
  /** Towards the region's virtual network. */
  readonly address: string
  /** Towards the provider edge; the edge knows it by this one. */
  readonly edgeSide: string
}

export type Region = {
  readonly name: 'north' | 'west'
  /** As the region's web page says it. */
  readonly title: string
  /** Address, router-id and next hop of HAProxy and ExaBGP. */
  readonly appliance: string
  readonly webServers: readonly [string, ...string[]]
  readonly hubs: readonly HubRouter[]
  /** The edge router's address on the region's segment. */
  readonly edge: string
}

export type Topology = {
  readonly vip: string
  readonly applianceAs: number
  readonly hubAs: number
  readonly edgeAs: number
  readonly client: { readonly address: string; readonly edge: string; readonly network: string }
  readonly regions: readonly [primary: Region, secondary: Region]
}

/** Addresses of appliances, hub routers and edge, and of the first web servers, are those of the write-up; every network is a /24. */
export const topology = {
  vip: '9.9.9.9',
  applianceAs: 65010,
  hubAs: 65515,
  edgeAs: 12076,
  client: { address: '10.99.0.2', edge: '10.99.0.1', network: '10.99.0.0/24' },
  regions: [
    {
      name: 'north',
      title: 'North Europe',
      appliance: '172.16.156.70',
      webServers: ['172.16.156.69', '172.16.156.68', '172.16.156.67', '172.16.156.66'],
      hubs: [
        { address: '10.16.96.4', edgeSide: '10.16.0.14' },
        { address: '10.16.96.5', edgeSide: '10.16.0.15' },
      ],
      edge: '10.16.0.1',
    },
    {
      name: 'west',
      title: 'West Europe',
      appliance: '172.16.136.70',
      webServers: ['172.16.136.69'],
      hubs: [
        { address: '10.15.96.4', edgeSide: '10.15.0.12' },
        { address: '10.15.96.5', edgeSide: '10.15.0.13' },
      ],
      edge: '10.15.0.1',
    },
  ],
} as const satisfies Topology
