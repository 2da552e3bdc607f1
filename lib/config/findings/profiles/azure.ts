// What do both routing services of Azure say about AS numbers?
import type { AsnRange } from './as-numbers.ts'

/** By Azure: 8074, 8075, 12076, 65515, 65517-65520; by IANA: 23456, 64496-64511, 65535-65551. */
export const reservedAsns: readonly AsnRange[] = [
  [8074, 8075],
  [12076, 12076],
  [23456, 23456],
  [64496, 64511],
  [65515, 65515],
  [65517, 65520],
  [65535, 65551],
]

/** Measured: private AS numbers are gone from the path behind ExpressRoute. */
export const expressRouteSource = 'https://github.com/adstuart/azure-vwan-routemaps-asn'
